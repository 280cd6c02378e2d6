# Runs one PostgreSQL for a test process and cleans up after it.
#
#   sh -c … NAME DIRECTORY BINARIES COPY
#
# Commands arrive on standard input, events leave on standard output, the log is standard error. Standard input ends when
# the test process does, in whatever way: then the server is stopped and DIRECTORY and COPY (may be empty) are removed.
# Signals for the whole process group, such as an interrupt from the terminal, must not end the supervisor before that.
trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU

directory=$1
binaries=$2
copy=$3
cd "$directory" || exit 1

signal() {
    if [ -s server.pid ] && [ ! -e exited ]; then
        kill -"$1" "$(cat server.pid)"
    fi
}

while read -r command argument; do
    case $command in
    initialize)
        "$binaries/initdb" -D data --no-sync --no-locale --encoding=UTF8 --username=postgres \
            --auth-local=trust --auth-host=password --pwfile=password >&2
        status=$?
        [ $status -eq 0 ] && cat settings >>data/postgresql.conf
        echo "initialized $status"
        ;;
    start)
        rm -f server.pid exited
        (
            "$binaries/postgres" -D data -p "$argument" >&2 </dev/null &
            echo $! >server.pid
            wait $!
            status=$?
            : >exited
            echo "exited $status"
        ) &
        until [ -s server.pid ]; do sleep 0.01; done
        ;;
    signal)
        signal "$argument"
        ;;
    esac
done

# QUIT is PostgreSQL's immediate shutdown. A server that a test has paused must be awake to hear it, and one that
# does not end by itself within ten seconds is killed.
signal QUIT
signal CONT
tries=0
while [ -s server.pid ] && [ ! -e exited ] && [ $tries -lt 600 ]; do
    sleep 0.02
    tries=$((tries + 1))
    [ $tries -eq 500 ] && signal KILL
done

# A server that was killed leaves its System V memory segment behind; line 7 of its pid file names it.
segment=$(sed -n '7s/.* //p' data/postmaster.pid 2>/dev/null)
[ -n "$segment" ] && ipcrm -m "$segment" 2>/dev/null

# Its orphaned backends may write a moment longer.
cd /
tries=0
until rm -rf "$directory" ${copy:+"$copy"} 2>/dev/null || [ $tries -ge 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
