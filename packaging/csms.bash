# Completion of csms for bash. Entities and their verbs come from the program's
# own tables (csms describe cli), so this file never grows old.
_csms_rows() {
    csms describe cli 2>/dev/null | sed -n 's/^| \([a-z][a-z -]*\) | \([a-z][^|]*\) |$/\1:\2/p'
}

_csms() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local words=() i
    if [ "$previous" = --workspace ]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --workspace) i=$((i + 1)) ;;
        -*) ;;
        *) words+=("${COMP_WORDS[i]}") ;;
        esac
    done
    if [ "${#words[@]}" -eq 0 ]; then
        mapfile -t COMPREPLY < <(compgen -W "--workspace --json $(csms help 2>/dev/null |
            sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p') $(_csms_rows | cut -d : -f 1)" -- "$current")
    elif [ "${#words[@]}" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$({ _csms_rows | sed -n "s/^${words[0]}://p"
            csms help 2>/dev/null | sed -n "s/^  ${words[0]} \([a-z][a-z-]*\).*/\1/p"; })" \
            -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -F _csms csms
