# Runs one server on the orders that come through standard input, and outlives the program that gives them:
# when the input ends, for whatever reason, the server is ended and its directory removed.
# Arguments: directory to remove at the end (or empty), log file, signal at the end, then the server's command.
# Orders: "start", or the name of a signal while the server runs. Answers: "started <pid>", "exited <status>".
directory=$1 log=$2 last=$3
shift 3
# Ctrl-C reaches everybody in the terminal; this shell still has to clean up. PostgreSQL sets its own handlers.
trap '' INT HUP TERM PIPE
exec 3<&0 </dev/null
while read -r order <&3; do
  [ "$order" = start ] || continue
  "$@" 3<&- >>"$log" 2>&1 &
  server=$!
  echo "started $server"
  (
    while read -r signal <&3; do kill -"$signal" "$server"; done
    kill -"$last" "$server"
  ) >/dev/null 2>&1 &
  watcher=$!
  wait "$server"
  status=$?
  kill -KILL "$watcher"
  wait "$watcher"
  echo "exited $status"
done 2>/dev/null
if [ -n "$directory" ]; then
  # A backend may still write for a moment after its postmaster was killed.
  rm -rf "$directory" 2>/dev/null || { sleep 1; rm -rf "$directory" 2>/dev/null; }
fi
