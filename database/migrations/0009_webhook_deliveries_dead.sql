-- What was given up is counted at each scrape of the metrics (outbox_status), and cleared by its age (clear_deliveries).
create index if not exists webhook_deliveries_dead on webhook_deliveries (created_at) where status = 'dead';
