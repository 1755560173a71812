-- One turn as the product asks it, with a small budget: of 50 dollars, where 0.35 are kept aside while it runs.
\set conversation random(0, 62499)
\set turn random(1, 1000000000000)
select begin_turn(
  p_conversation_id => 'conversation-' || :conversation,
  p_user_id => 'user-' || :conversation % 20000,
  p_message_id => 'turn-' || :turn,
  p_content => rpad('Comment créer une séquence d’emails ? ', 120, 'bla '),
  p_turn_cost => 0.35, p_month_budget => 50, p_visitor_budget => 50);
select finish_turn(
  p_conversation_id => 'conversation-' || :conversation,
  p_message_id => 'turn-' || :turn,
  p_answer => rpad('Trois emails suffisent. ', 900, 'texte de la réponse '),
  p_agent => 'audrey',
  p_confidence => 0.9,
  p_reasoning => 'Une question d’emails.',
  p_sources => '[{"document": "emails.md", "title": "Emails", "quote": "Trois emails."}]',
  p_latency_ms => 12,
  p_steps => '{"admit": 3.1, "search": 5.2}',
  p_cost => 0.000001);
