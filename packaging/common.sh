# common.sh - what ./run and ./test share. Sourced by both from the root.
# shellcheck shell=bash

say() {
    printf '%s\n' "$*"
}

stop_with() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# A Node that can build the screens is left alone, wherever it came from.
has_node() {
    local version
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge 18 ] && command -v npm >/dev/null
}

# missing_packages KIND...: the packages of these kinds that dpkg does not have.
missing_packages() {
    local wanted="" kind package where installed system
    system=$(. /etc/os-release 2>/dev/null && echo "${ID:-}")
    while read -r kind package where; do
        case " $* " in *" $kind "*) ;; *) continue ;; esac
        [ "$kind" = screens ] && has_node && continue
        [ "$package" = npm ] && command -v npm >/dev/null && continue
        [ "$where" = debian ] && [ "$system" = ubuntu ] && continue
        wanted="$wanted $package"
    done < <(grep -v '^#' packaging/debian-packages.txt)
    # shellcheck disable=SC2086
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
                awk '$1 == "installed" {print $2}')
    for package in $wanted; do
        grep -qxF "$package" <<<"$installed" || printf '%s ' "$package"
    done
}

# install_packages KIND...: installs what is missing, and only that.
install_packages() {
    local missing as_root="" log
    command -v dpkg-query >/dev/null ||
        stop_with "This is not Debian or Ubuntu. Install what packaging/debian-packages.txt lists," \
                  "then build with: cmake --preset release && cmake --build --preset release"
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return 0
    say "Installing from the system's package archive: $missing"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            stop_with "These packages are missing and there is no sudo here. Ask an administrator for:
    apt-get install $missing"
        as_root=sudo
        say "sudo may ask for your password."
    fi
    log=$(mktemp)
    # shellcheck disable=SC2086
    if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
               apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        stop_with "The packages could not be installed (the reason stands above). Without a network,
install them from your own mirror and start again: $missing"
    fi
    rm -f "$log"
}

# Names, sizes and times of everything the screens are built from, as one hash.
screens_inputs() {
    find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f \
        -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum | cut -d ' ' -f 1
}

# The packages of npm, when package-lock.json changed.
install_screens() {
    local stamp=build/npm.stamp now
    now=$(sha256sum <ui/package-lock.json | cut -d ' ' -f 1)
    [ -d ui/node_modules ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
    say "Fetching the packages that the screens are built with (npm ci)."
    (cd ui && npm ci --no-audit --no-fund --loglevel=error </dev/null) ||
        stop_with "npm could not fetch the packages of ui/package-lock.json (the reason stands above).
This step needs a network or a mirror set with: npm config set registry URL"
    mkdir -p build && echo "$now" >"$stamp"
}

# The screens, when any of their inputs changed.
build_screens() {
    local stamp=build/screens.stamp now
    [ -f ui/package.json ] || return 0
    now=$(screens_inputs)
    [ -f ui/dist/index.html ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
    install_screens
    say "Building the screens."
    (cd ui && npm run --silent build </dev/null) || stop_with "The screens could not be built."
    mkdir -p build && screens_inputs >"$stamp"
}

# configure PRESET: once, or again when the tree was moved.
configure() {
    local cache=build/$1/CMakeCache.txt
    if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$cache"; then
        rm -rf "build/$1"
    fi
    [ -f "build/$1/build.ninja" ] && return 0
    say "Configuring the build ($1)."
    mkdir -p "build/$1"
    cmake --preset "$1" >"build/$1/configure.log" 2>&1 </dev/null || {
        cat "build/$1/configure.log" >&2
        rm -f "build/$1/build.ninja"
        stop_with "The build could not be configured (the reason stands above)."
    }
}

# build PRESET [TARGET...]: with progress on a terminal, else only what went wrong.
build() {
    local preset=$1 log=build/$1/build.log
    shift
    if [ -t 1 ]; then
        NINJA_STATUS="[%f of %t] " ninja -C "build/$preset" "$@" </dev/null
        return
    fi
    if ! ninja -C "build/$preset" "$@" >"$log" 2>&1 </dev/null; then
        grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking|Hashing)' "$log" | head -n 200
        return 1
    fi
}
