#!/usr/bin/env bash
# A province's centre on one machine, to see how its parts go together and to try them; the tests use it too:
#
#   ./dev shell docs/province.sh start|stop|status FOLDER [PART...]
#
# postgresql keeps what is known, seaweedfs the bytes; both together are `engines`. `centre` is some processes of
# `python -m central serve`, all alike, which keep nothing themselves; nginx is their door. Without a PART all of
# them are meant. Everything lies in FOLDER: what was started there before is started again, nothing is lost by stop.
#
#   PROCESSES=2  PORT=8470  S3_PORT=  (a free one)  WEED=weed  PYTHON=python3  CENTRE_OPTIONS="--patience 20"
#
# Inside ./dev shell there is a SeaweedFS (`weed`); elsewhere WEED names one. The centre's --data is FOLDER/centre.
# Commands of the centre want what its processes are told: set -a; . FOLDER/centre.env; set +a
#
#   python -m central list --data FOLDER/centre
#
# As it comes the door is for this machine alone, without TLS, and nobody issues certificates. For both:
#
#   python -m central authority init --authority FOLDER/authority --name "..."
#   python -m central authority crl --authority FOLDER/authority --data FOLDER/centre --to FOLDER/nginx/revoked.pem
#   cp FOLDER/authority/authority.pem FOLDER/nginx/devices.pem
#   cp ... FOLDER/nginx/centre.pem; cp ... FOLDER/nginx/centre.key      whom a kiosk's `ca` vouches for
#   docs/province.sh stop FOLDER nginx; docs/province.sh start FOLDER
#
# What a real province does otherwise:
# - Each part is a service of systemd with a user of its own, on machines of their own; centre.env is the centre's
#   EnvironmentFile. centre.key, sealing.key and persons.key are the same for every process: copy them, and keep a copy away.
# - PostgreSQL has a standby that confirms each commit (synchronous_standby_names), TLS, and an archive of its WAL. Then
#   CENTRAL_DATABASE names both: postgresql://centre@one,two/centre?target_session_attrs=read-write&sslmode=verify-full
# - SeaweedFS has three masters, volume servers on two machines at least (-master.defaultReplication=001), TLS, and names of
#   objects in PostgreSQL (filer.toml): in files of its own, as here, those of the last moments before a power cut are
#   lost, since it never waits for the disk there. Any other S3 does, if it knows If-None-Match.
# - A copy of the database is made before one of the objects: a row never names an object that is not there yet.
# - nginx has certificates (docs/by-hand.md) and stands twice, with an address that moves (keepalived). The
#   folder of the centre's sockets is open to nginx alone: whoever reaches a socket can say he is any kiosk.
set -euo pipefail
umask 077
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")

fail() { printf 'province.sh: %s\n' "$*" >&2; exit 1; }

# --- what runs -------------------------------------------------------------------------------------------------------

alive() { grep -qs '^State:.[^ZX]' "/proc/$1/status"; } # PID; one that has ended and that nobody took in is not

runs() { [[ -s $1 ]] && alive "$(head -n 1 "$1")"; } # PIDFILE

begin() { # PIDFILE LOG COMMAND...: goes on when this shell has ended
  local pidfile=$1 log=$2
  shift 2
  setsid "$@" </dev/null >>"$log" 2>&1 &
  printf '%s\n' $! >"$pidfile"
}

finish() { # PIDFILE: asked to, and after half a minute made to
  local pid n
  runs "$1" || return 0
  pid=$(head -n 1 "$1")
  kill "$pid" 2>/dev/null || true
  for ((n = 0; n < 300; n++)); do
    alive "$pid" || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$1"
}

await() { # PIDFILE LOG COMMAND...: until the command succeeds
  local pidfile=$1 log=$2 n
  shift 2
  for ((n = 0; n < 1200; n++)); do
    ! "$@" >/dev/null 2>&1 || return 0
    runs "$pidfile" || fail "it ended at once: $(tail -n 3 "$log")"
    sleep 0.05
  done
  fail "it does not answer after a minute: $log"
}

free_ports() { # COUNT: the first of so many in a row, below those that are given to outgoing connections
  local first n
  while :; do
    first=$((20000 + RANDOM % 12000))
    for ((n = first; n < first + $1; n++)); do
      ! (: <"/dev/tcp/127.0.0.1/$n") 2>/dev/null || continue 2
    done
    printf '%s\n' "$first"
    return
  done
}

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# --- PostgreSQL: on a Unix socket, where the system itself says who asks ---------------------------------------------------

as_postgres() { # it refuses to run as root
  if [[ $(id -u) -eq 0 ]]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

new_cluster() {
  local me
  me=$(id -un)
  mkdir -p "$cluster"
  if [[ $(id -u) -eq 0 ]]; then
    chmod 711 "$folder" # what is inside has its own rights
    chown postgres: "$cluster"
    as_postgres test -x "$cluster" || fail "the user postgres must be able to reach $folder"
  fi
  as_postgres mkdir "$cluster/run"
  as_postgres "$postgres_bin/initdb" --pgdata="$cluster/new" --username=postgres --auth=peer --encoding=UTF8 \
    --locale=C.UTF-8 --data-checksums >"$cluster.log"
  as_postgres tee -a "$cluster/new/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$cluster/run'
unix_socket_permissions = 0777 # who may come in is pg_hba.conf's to say
CONF
  as_postgres tee "$cluster/new/pg_hba.conf" >/dev/null <<<'local all all peer map=province'
  printf 'province %s postgres\n' postgres "$me" | as_postgres tee "$cluster/new/pg_ident.conf" >/dev/null
  printf 'province %s centre\n' "$me" | as_postgres tee -a "$cluster/new/pg_ident.conf" >/dev/null
  as_postgres mv "$cluster/new" "$cluster/data" # last: what was interrupted is begun again
}

sql() { "$postgres_bin/psql" --quiet --no-psqlrc --tuples-only --no-align --host="$cluster/run" --username=postgres --command="$1" postgres; }

start_postgresql() {
  local log=$cluster/log
  [[ -d $cluster/data ]] || { rm -rf "$cluster"; new_cluster; }
  runs "$cluster/data/postmaster.pid" && return
  as_postgres "$postgres_bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$cluster/data" --log="$log" </dev/null \
    || fail "PostgreSQL does not start: $log"
  [[ $(sql "select 1 from pg_roles where rolname = 'centre'") ]] || sql "create role centre login"
  [[ $(sql "select 1 from pg_database where datname = 'centre'") ]] || sql "create database centre owner centre"
}

stop_postgresql() {
  runs "$cluster/data/postmaster.pid" || return 0
  as_postgres "$postgres_bin/pg_ctl" stop --silent --wait --mode=fast --pgdata="$cluster/data"
}

# --- SeaweedFS: on the loopback, each of its doors with a key ------------------------------------------------------------

new_store() {
  local first=${S3_PORT:-$(free_ports 8)} centre
  centre=$(secret)
  mkdir -p "$store/data"
  cat >"$store/s3.json" <<JSON
{"identities": [
  {"name": "centre", "credentials": [{"accessKey": "centre", "secretKey": "$centre"}],
   "actions": ["Read:cases", "Write:cases", "List:cases"]}
]}
JSON
  # Without these whoever is on this machine reads every object past S3, through the doors behind it.
  printf '[%s]\nkey = "%s"\n' jwt.signing "$(secret)" jwt.signing.read "$(secret)" \
    jwt.filer_signing "$(secret)" jwt.filer_signing.read "$(secret)" >"$store/security.toml"
  # These keys are of HTTP alone: by gRPC, without certificates, any account of this machine lists and copies all.
  local grpc=$store/grpc who
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -subj /CN=seaweedfs \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$grpc.key" -out "$grpc.pem" 2>/dev/null
  {
    printf '[grpc]\nca = "%s.pem"\n' "$grpc"
    for who in master volume filer s3 client; do printf '[grpc.%s]\ncert = "%s.pem"\nkey = "%s.key"\n' "$who" "$grpc" "$grpc"; done
  } >>"$store/security.toml"
  # A volume for each of few writers; seven, as is usual, take seven times the room before the first is full.
  printf '[master.volume_growth]\ncopy_1 = 2\n' >"$store/master.toml"
  cat >"$folder/centre.env" <<ENV
CENTRAL_DATABASE='postgresql://centre@/centre?host=$cluster/run'
CENTRAL_BLOBS='s3://cases?endpoint=http://127.0.0.1:$first'
AWS_ACCESS_KEY_ID=centre
AWS_SECRET_ACCESS_KEY=$centre
ENV
  printf '%s\n' "$first" >"$store/ports" # last: what was interrupted is begun again
}

# Its doors are open some seconds before it can keep anything.
keeps() { # PORT
  curl --silent --fail --max-time 20 "http://127.0.0.1:$1/healthz" \
    && curl --silent --fail --max-time 20 "http://127.0.0.1:$(($1 + 4))/dir/assign?collection=cases"
}

# The bucket; and as it comes, SeaweedFS tells of an object before the machine has written it down.
prepare() { # PORT
  printf '%s\n' 's3.bucket.create -name cases' 'fs.configure -locationPrefix=/buckets/ -fsync -apply' \
    | (cd "$store" && "${WEED:-weed}" shell -master="127.0.0.1:$(($1 + 4)).$(($1 + 5))" \
      -filer="127.0.0.1:$(($1 + 2)).$(($1 + 3))") >>"$store/log" 2>&1 || fail "SeaweedFS took no order: $store/log"
  touch "$store/prepared"
}

start_seaweedfs() {
  local port
  [[ -s $store/ports ]] || { rm -rf "$store"; new_store; }
  ! runs "$store/pid" || return 0
  port=$(<"$store/ports")
  # Eight doors, and no report to its makers. Whoever stops it waits a second, not ten, for requests under way.
  local options=(
    -dir="$store/data" -ip=127.0.0.1 -ip.bind=127.0.0.1 -metricsIp=127.0.0.1 -master.telemetry=false
    -s3 -s3.config="$store/s3.json" -s3.port="$port" -s3.port.grpc=$((port + 1)) -s3.port.iceberg=0 -s3.port.lance=0
    -filer -filer.port=$((port + 2)) -filer.port.grpc=$((port + 3)) -filer.localSocket="$store/filer.sock"
    -master.port=$((port + 4)) -master.port.grpc=$((port + 5)) -s3.localSocket="$store/s3.sock"
    -volume.port=$((port + 6)) -volume.port.grpc=$((port + 7)) -volume.preStopSeconds=1
    -volume.max=0 -master.volumeSizeLimitMB=1024 -master.electionTimeout=1s
  )
  # Where it is started it looks for security.toml and master.toml.
  begin "$store/pid" "$store/log" env --chdir="$store" "${WEED:-weed}" -logtostderr=true server "${options[@]}"
  await "$store/pid" "$store/log" keeps "$port"
  [[ -e $store/prepared ]] || prepare "$port"
}

stop_seaweedfs() {
  local port
  [[ -s $store/ports ]] || return 0
  finish "$store/pid"
  port=$(<"$store/ports")
  rm -f /tmp/seaweedfs-*-grpc-$((port + 1)).sock /tmp/seaweedfs-*-grpc-$((port + 3)).sock \
    /tmp/seaweedfs-*-grpc-$((port + 5)).sock /tmp/seaweedfs-*-grpc-$((port + 7)).sock
}

# --- the centre: as many processes as there is work for --------------------------------------------------------------------

socket() { printf '%s/centre-%s.sock' "$run" "$1"; }

names() { # of its processes; one that issues certificates is apart, where there is FOLDER/authority (authority init)
  seq "$processes"
  [[ ! -e $folder/authority/authority.pem ]] || echo authority
}

start_centre() {
  local n options
  [[ -s $folder/centre.env ]] || fail "there are no engines yet, and no $folder/centre.env that names others"
  read -ra options <<<"${CENTRE_OPTIONS:-}"
  [[ ! -e $folder/devices.json ]] || options+=(--devices "$folder/devices.json")
  mkdir -p "$run" "$folder/centre"
  for n in $(names); do
    [[ $n != authority ]] || options+=(--authority "$folder/authority")
    runs "$run/centre-$n.pid" || (
      set -a
      # shellcheck source=/dev/null
      . "$folder/centre.env"
      begin "$run/centre-$n.pid" "$run/centre-$n.log" \
        env --chdir="$root" "${PYTHON:-python3}" -m central serve --data "$folder/centre" --socket "$(socket "$n")" "${options[@]}"
    )
  done
  for n in $(names); do
    await "$run/centre-$n.pid" "$run/centre-$n.log" \
      curl --silent --max-time 5 --unix-socket "$(socket "$n")" http://centre/openapi.json
  done
}

stop_centre() {
  local pidfile
  for pidfile in "$run"/centre-*.pid; do finish "$pidfile"; done
}

# --- nginx: docs/nginx.conf with this machine's names -----------------------------------------------------------------------

new_door() {
  local n servers=''
  mkdir -p "$door"
  for ((n = 1; n <= processes; n++)); do servers+="    server unix:$(socket "$n") max_fails=0;\n"; done
  local changes=(
    -e '/^ *server unix:.*centre-[2-9]\.sock/d' -e "s|^ *server unix:.*centre-1\.sock.*|${servers%\\n}|"
    -e "s|/run/kiosks/authority\.sock|$(socket authority)|" -e "s|/etc/nginx/kiosks/|$door/|" -e "s|/var/log/nginx/|$door/|"
  )
  if [[ -e $door/centre.pem ]]; then
    changes+=(-e "s|listen 443 ssl|listen $port ssl|")
  else # nobody but this machine comes in without
    changes+=(-e "s|listen 443 ssl|listen 127.0.0.1:$port|" -e '/^ *ssl_/d' -e '/if (.ssl_client_verify/,/^ *}$/d' -e '/^ *limit_conn /d')
  fi
  sed "${changes[@]}" "$root/docs/nginx.conf" >"$door/kiosks.conf"
  cat >"$door/nginx.conf" <<CONF
$([[ $(id -u) -ne 0 ]] || printf 'user root; # as whom the centre is started here')
pid $door/pid;
error_log $door/error.log;
worker_rlimit_nofile 16384;
events { worker_connections 8192; } # two for each request under way, one for each kiosk that waits
http {
    client_body_temp_path $door/body; proxy_temp_path $door/proxy; fastcgi_temp_path $door/fastcgi;
    uwsgi_temp_path $door/uwsgi; scgi_temp_path $door/scgi;
    include $door/kiosks.conf;
}
CONF
}

start_nginx() {
  ! runs "$door/pid" || return 0
  new_door
  PATH=$PATH:/usr/sbin nginx -q -p "$door" -c "$door/nginx.conf" -e "$door/error.log" || fail "nginx does not start: $door/error.log"
}

stop_nginx() { finish "$door/pid"; }

# ---------------------------------------------------------------------------------------------------------------------

status() { # NAME PIDFILE
  if runs "$2"; then printf '%-12s runs, process %s\n' "$1" "$(head -n 1 "$2")"; else
    printf '%-12s does not run\n' "$1"
    return 1
  fi
}

status_postgresql() { status postgresql "$cluster/data/postmaster.pid"; }
status_seaweedfs() { status seaweedfs "$store/pid"; }
status_nginx() { status nginx "$door/pid"; }
status_centre() {
  local n all=0
  for n in $(names); do status "centre-$n" "$run/centre-$n.pid" || all=1; done
  return "$all"
}

main() {
  [[ $# -ge 2 && $1 =~ ^(start|stop|status)$ ]] || fail "start|stop|status FOLDER [postgresql|seaweedfs|engines|centre|nginx...]"
  local command=$1 part parts=() code=0
  folder=$(realpath -m "$2")
  shift 2
  cluster=$folder/postgresql store=$folder/seaweedfs run=$folder/run door=$folder/nginx
  processes=${PROCESSES:-2} port=${PORT:-8470}
  postgres_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  # The kernel takes 107 bytes for the name of a socket.
  [[ ${#folder} -le 80 ]] || fail "the path of FOLDER is longer than 80 characters: $folder"
  for part in "${@:-all}"; do
    case $part in
      all) parts+=(postgresql seaweedfs centre nginx) ;;
      engines) parts+=(postgresql seaweedfs) ;;
      postgresql | seaweedfs | centre | nginx) parts+=("$part") ;;
      *) fail "there is no part '$part'" ;;
    esac
  done
  mkdir -p "$folder"
  if [[ $command == stop ]]; then mapfile -t parts < <(printf '%s\n' "${parts[@]}" | tac); fi
  for part in "${parts[@]}"; do
    if [[ $command == status ]]; then "status_$part" || code=3; else "${command}_$part"; fi
  done
  return "$code"
}

main "$@"
