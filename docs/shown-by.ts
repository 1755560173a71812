/** What shows that a command of a page does what the page says: a test, by its file and name, or why there is none. */
export type Shown = { test: string; name: string; standIn?: string } | { notHere: string }

const here = (name: string): Shown => ({ test: 'docs/deploiement.test.ts', name })
const system = (name: string): Shown => ({ test: 'docs/deploiement.system-test.ts', name })
const by = (test: string, name: string, standIn?: string): Shown =>
  standIn === undefined ? { test, name } : { test, name, standIn }

const podman = 'podman for Docker’s engine, Docker Compose 1.29 for the current one'
const compose = by(
  'deploy/docker/compose.system-test.ts',
  'brings up a server that answers, confined, with its logs kept small',
  podman,
)
const inImage = by('deploy/docker/image.system-test.ts', 'backs itself up while it runs', podman)
const again = by(
  'deploy/docker/compose.system-test.ts',
  'keeps the data when the container is made anew',
  podman,
)
const updateByDocker = by(
  'deploy/update-docker.system-test.ts',
  'puts the new container in the place of the old one, on its port, and keeps no image that nothing runs',
  'a script that knows the commands of Docker that update.sh uses',
)
const updateByProcesses = by('deploy/update.system-test.ts', 'loses no turn and cuts no stream in ')
const nginx = system('installs our files for nginx, and moves the old webhook, by the commands of the guide')
const documents = here('loads documents, and lists them')
const asks = here('answers what the guide asks it with curl')
const keeps = here('saves and restores, and knows whom it has erased')
const backup = system('saves every night by the line for cron, and the file is its owner’s')
const postgres = system('moves to Postgres, and loads documents into it')
const back = by(
  'server/database/roll-back.postgres-test.ts',
  'brings back the old tables and rows once the tables have changed places',
)

const levels = by('server/telemetry/logger.test.ts', 'names levels as operators grep for them')

const account = 'an account with that host'
const machine = 'it changes users and services of the machine'
const cluster = 'a Kubernetes cluster'
const repository = 'the address of a repository that is the operator’s'

/** Every command of the pages, word for word. One that is new needs a line here, or docs/deploiement.test.ts fails. */
export const shownBy: Record<string, Shown> = {
  'npm start': by(
    'server/main.test.ts',
    'answers a first question from the sample knowledge, stores it, and finds it again after a restart',
  ),
  'npm test': here('are run by a test that exists, or say why they are not'),

  // Install
  'git clone <ce dépôt> /opt/chatbot-v2': { notHere: repository },
  'git clone <this repository> /opt/chatbot-v2': { notHere: repository },
  'git clone <this repository> chatbot-v2': { notHere: repository },
  'cp .env.example .env': system('makes a .env that is its owner’s'),
  'chmod 600 .env': system('makes a .env that is its owner’s'),
  'stat -c %a .env': system('makes a .env that is its owner’s'),
  'nano .env': { notHere: 'an editor, for a person' },
  'npm run setup': by('scripts/setup.system-test.ts', 'asks, shows no key, and writes what was answered'),
  'npm run setup -- --site https://exemple.fr --budget 50 --yes': here('sets itself up without a terminal'),

  // Docker
  'docker compose up -d --build --wait': compose,
  'docker compose up -d --build': by(
    'deploy/docker/compose.system-test.ts',
    'builds and starts ours, healthy by its curl, answering the guide’s own request',
    podman,
  ),
  'docker compose ps': by(
    'deploy/docker/compose.system-test.ts',
    'shows itself alone, healthy, and to this machine only',
    podman,
  ),
  'docker compose build chatbot-v2': by(
    'deploy/docker/compose.system-test.ts',
    'builds and starts ours, healthy by its curl, answering the guide’s own request',
    podman,
  ),
  'docker compose run --rm --no-deps --user "$(id -u):$(id -g)" -v "$PWD:/reglages" -w /reglages chatbot-v2 node /app/scripts/setup.ts':
    by(
      'deploy/docker/image.system-test.ts',
      'sets itself up by the image, into the .env of the folder it is started in',
      'podman run, and answers given as options',
    ),
  'docker compose logs chatbot-v2 -f': compose,
  'docker compose logs chatbot-v2 --tail 100 2>&1 | grep ERROR': levels,
  'docker compose logs chatbot-v2 --tail 100 2>&1 | grep WARNING': levels,
  'docker compose exec chatbot-v2 npm run backup': inImage,
  'docker compose exec chatbot-v2 npm run doctor': by(
    'deploy/docker/image.system-test.ts',
    'is examined by the doctor while it runs',
    podman,
  ),
  'docker compose exec chatbot-v2 id -u': by(
    'deploy/docker/image.system-test.ts',
    'answers a question and serves the widget, as nobody’s root, with nothing to write but its data',
    podman,
  ),
  'docker compose exec -T chatbot-v2 npm sbom --package-lock-only --omit dev --omit optional --sbom-format cyclonedx':
    by('deploy/docker/image.system-test.ts', 'lists what it is made of, for an auditor', podman),
  'docker compose exec -T chatbot-v2 dpkg-query --show': by(
    'deploy/docker/image.system-test.ts',
    'lists what it is made of, for an auditor',
    podman,
  ),
  'docker compose stop chatbot-v2': again,
  'docker compose start chatbot-v2': again,
  'docker compose run --rm -v ./documents:/app/documents:ro chatbot-v2 npm run ingest -- documents/audrey --agent audrey':
    by(
      'deploy/docker/image.system-test.ts',
      "'npm', 'run', 'ingest', '--', 'documents', '--agent', 'audrey'",
      podman,
    ),
  'docker compose cp chatbot-v2:/app/backups ./sauvegardes': { notHere: 'Docker; Compose 1.29 has no cp' },
  'curl -f http://localhost:8000/health': by(
    'deploy/docker/image.system-test.ts',
    'is healthy by its own check, and by the check of compose files written for v2',
    podman,
  ),

  // nginx and n8n
  'sudo certbot certonly --webroot -w /var/www/html -d ton-domaine': { notHere: 'a domain of one’s own' },
  'sudo cp -r deploy/nginx/chatbot-v2 /etc/nginx/': nginx,
  'sudo cp deploy/nginx/chatbot-v2.conf /etc/nginx/conf.d/': nginx,
  "sudo sed -i 's/chat\\.exemple\\.fr/ton-domaine/' /etc/nginx/conf.d/chatbot-v2.conf": nginx,
  "sudo sed -i 's/^# include/include/' /etc/nginx/chatbot-v2/n8n.conf": nginx,
  'sudo nginx -t': nginx,
  'sudo nginx -s reload': nginx,
  'nginx -t': nginx,
  "sudo sed -i 's/^set .*/set $chatbot_webhook $chatbot_share;/' /etc/nginx/chatbot-v2/webhook.conf": nginx,
  "sudo sed -i 's/10%/50%/' /etc/nginx/chatbot-v2/share.conf": nginx,
  "sudo sed -i 's/^set .*/set $chatbot_webhook chatbot_v2;/' /etc/nginx/chatbot-v2/webhook.conf": nginx,
  "sudo sed -i 's/^set .*/set $chatbot_webhook chatbot_n8n;/' /etc/nginx/chatbot-v2/webhook.conf": nginx,
  'curl -I http://ton-domaine/': by(
    'deploy/nginx/nginx.system-test.ts',
    'lead from http to https, a POST as a POST',
  ),
  'npm run webhooks -- secret': by(
    'scripts/webhooks.test.ts',
    'makes a secret that n8n takes too, another each time',
  ),
  'npm run webhooks -- test': by(
    'scripts/webhooks.test.ts',
    'tries each address with a signed event, and says what is wrong with the one that fails',
  ),
  'npm run webhooks -- list': by(
    'scripts/webhooks.test.ts',
    'shows beside a running server what waits and what was given up, without the address’s path',
  ),

  // Hosts
  'fly mpg create': { notHere: account },
  'fly mpg attach': { notHere: account },
  'fly secrets set': { notHere: account },
  'heroku addons:create heroku-postgresql': { notHere: account },
  'heroku config:set': { notHere: account },

  // Processes and Kubernetes
  'sudo useradd --system --create-home --home-dir /opt/chatbot-v2 chatbot': { notHere: machine },
  'sudo -u chatbot git clone <ce dépôt> /opt/chatbot-v2/releases/premiere': { notHere: machine },
  'sudo -u chatbot ln -s releases/premiere /opt/chatbot-v2/8000': { notHere: machine },
  'sudo -u chatbot install -m 600 /opt/chatbot-v2/8000/.env.example /opt/chatbot-v2/.env': {
    notHere: machine,
  },
  'sudo -u chatbot ln -s /opt/chatbot-v2/.env /opt/chatbot-v2/8000/.env': { notHere: machine },
  "sudo cp '/opt/chatbot-v2/8000/deploy/systemd/chatbot-v2@.service' /etc/systemd/system/": {
    notHere: machine,
  },
  'sudo systemctl daemon-reload': { notHere: machine },
  'sudo systemctl enable --now chatbot-v2@8000': { notHere: machine },
  'kubectl create namespace chatbot-v2': { notHere: cluster },
  'kubectl --namespace chatbot-v2 create secret generic chatbot-v2 --from-env-file=.env': {
    notHere: cluster,
  },
  'kubectl apply --kustomize deploy/kubernetes': { notHere: cluster },
  'npm ci --omit=dev': by(
    'deploy/docker/image.system-test.ts',
    'holds no key, no data, no history, no test, and no package that only a build needs',
    'the Dockerfile, which runs it with --omit=optional too',
  ),

  'npm run demo:providers': by(
    'scripts/demo-providers.test.ts',
    '`npm run demo:providers` streams an answer by a model that needs no key, and leaves nothing behind',
  ),
  'npm run eval': { notHere: 'it measures for minutes' },
  'npm run bench': { notHere: 'it measures for minutes' },

  // Documents
  'npm run ingest -- folder --agent nadia': documents,
  'npm run ingest -- documents/audrey --agent audrey --tags tunnel,email': documents,
  'npm run ingest -- documents/carole --agent carole': documents,
  'npm run ingest -- documents/agence --agent shared': documents,
  'npm run ingest -- mon-dossier --agent audrey': documents,
  'npm run ingest -- my-folder --agent audrey': documents,
  'npm run ingest': documents,
  'npm run ingest -- https://exemple.fr --site --agent audrey': by(
    'scripts/refresh.test.ts',
    'load a site, read it again, and take away what is gone when they are told to',
  ),
  'npm run search -- "ma question" --agent audrey': by(
    'scripts/search.test.ts',
    'shows what is found, by which scores, and to a program the same',
  ),
  'npm run refresh -- --prune': by(
    'scripts/refresh.test.ts',
    'load a site, read it again, and take away what is gone when they are told to',
  ),
  'npm run documents': documents,
  'npm run documents -- show <id>': by(
    'scripts/ingest.test.ts',
    'loads what can be read, says what cannot, lists, shows and removes',
  ),
  'npm run documents -- delete <id>': by(
    'scripts/ingest.test.ts',
    'loads what can be read, says what cannot, lists, shows and removes',
  ),
  'npm run embed': by(
    'scripts/embed.test.ts',
    'says what it costs and asks; then fills in, beside a running server, and that is in the costs',
  ),
  "DATABASE_URL='postgresql://…' npm run ingest -- gros-dossier --agent audrey": postgres,

  // Look
  'curl http://localhost:8000/health': asks,
  'curl -X POST http://localhost:8000/api/chat -H "Content-Type: application/json" -d \'{"user_id": "test", "conversation_id": "test-prod", "message": "Hello", "timestamp": "2025-11-03T12:00:00Z"}\'':
    asks,
  'curl -N http://localhost:8000/api/chat -H \'Content-Type: application/json\' -H \'Accept: text/event-stream\' -d \'{"user_id": "test", "conversation_id": "test-flux", "message": "Combien de mails dans une séquence ?"}\'':
    asks,
  'curl http://localhost:8000/api/chat -H \'Content-Type: application/json\' -d \'{"user_id": "user-1", "conversation_id": "conv-1", "message": "Comment écrire une bio Instagram ?"}\'':
    asks,
  'curl http://localhost:8000/metrics': asks,
  'npm run doctor': here('is examined by the doctor'),
  'npm run doctor -- --json': by(
    'scripts/doctor.test.ts',
    'looks at everything beside a running server, and finds nothing wrong',
  ),
  'npm run doctor -- --url https://chat.exemple.fr': by(
    'scripts/doctor/check-server.test.ts',
    'leads here, keeps /metrics inside, and serves the widget',
  ),
  'promtool check config deploy/prometheus/prometheus.yml': by(
    'server/telemetry/prometheus-files.system-test.ts',
    'takes the configuration and the rules',
  ),
  'promtool check config prometheus.yml': by(
    'server/telemetry/prometheus-files.system-test.ts',
    'takes the configuration and the rules',
  ),
  'promtool test rules alerts.test.yml': by(
    'server/telemetry/prometheus-files.system-test.ts',
    'sees each alert fire when it must, and not before',
  ),
  'curl https://openrouter.ai/api/v1/models -H "Authorization: Bearer $OPENROUTER_API_KEY"': {
    notHere: 'OpenRouter itself',
  },
  'npm audit --omit=dev': { notHere: 'npm’s advisory service' },

  // Update
  'git pull': { notHere: repository },
  'git checkout <version>': { notHere: repository },
  'sudo deploy/update.sh': updateByDocker,
  'sudo deploy/update.sh processes /opt/chatbot-v2/releases/nouvelle': updateByProcesses,
  'sudo deploy/update.sh processes /opt/chatbot-v2/releases/premiere': by(
    'deploy/update.system-test.ts',
    'goes back to the version before in the same way',
  ),

  // Keep
  'npm run backup': inImage,
  'npm run backup -- --to /mnt/copies/chat.gz': keeps,
  'npm run restore -- --from backups/chatbot-v2-2026-01-31T03-00-00.jsonl.gz': keeps,
  'DATA_DIR=/tmp/essai npm run restore -- --from /mnt/copies/chat.gz': keeps,
  "npm run move -- --to 'postgresql://utilisateur:motdepasse@hote:5432/base'": postgres,
  'npm run move -- --to <adresse>': postgres,
  '0 3 * * * cd /opt/chatbot-v2/8000': backup,
  'npm run --silent backup -- --to /mnt/copies/': backup,
  "find /mnt/copies -name 'chatbot-v2-*.gz' -mtime +30 -delete": backup,
  'npm run visitor -- find "ce qu\'elle a écrit"': by(
    'scripts/visitor.test.ts',
    'exports and erases a visitor beside a running server, and says what it did',
  ),
  'npm run visitor -- export --user-id <id> --to visiteuse.json': keeps,
  'docker compose exec -T chatbot-v2 npm run -s visitor -- export --user-id <id> > visiteuse.json': by(
    'scripts/visitor.test.ts',
    'exports and erases a visitor beside a running server, and says what it did',
    'the script itself, outside of a container',
  ),
  'npm run visitor -- erase --user-id <id>': by(
    'scripts/visitor.test.ts',
    'exports and erases a visitor beside a running server, and says what it did',
  ),
  'npm run visitor -- erasures --to effacements.json': keeps,
  'npm run restore -- --from ancienne.gz --erasures effacements.json': keeps,
  'npm run costs': here('says what a month has cost'),
  'npm run costs -- --month 2026-10': here('says what a month has cost'),
  'npm run costs -- --json': here('says what a month has cost'),

  'npm run eval -- golden questions.csv': by(
    'evals/golden/score-golden-file.test.ts',
    'asks an operator’s table of her own database and says in French what fails',
  ),

  // Databases of before
  'pg_dump "$DATABASE_URL" --no-owner --format=custom --file=avant.dump': back,
  'psql "$DATABASE_URL" -c \'create database retour\'': back,
  'pg_restore --no-owner --no-comments --single-transaction --dbname "$RETOUR_URL" avant.dump': back,
  'pg_restore --clean': { notHere: 'the page says not to' },
  'psql "$DATABASE_URL" -Atc \'select step from chatbot_conversion.conversion\'': back,
  'psql "$DATABASE_URL" -c \'drop schema chatbot_conversion cascade\'': by(
    'server/database/roll-back.postgres-test.ts',
    'leaves the old tables as they are, with what was written meanwhile, before they have changed places',
  ),
  'npm run bench -- convert': { notHere: 'it takes minutes, and a million messages' },
}
