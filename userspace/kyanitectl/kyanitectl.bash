# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Bash completion of kyanitectl: source it, or install it as
# /usr/share/bash-completion/completions/kyanitectl.

# The words a blank may follow; those that end with = are still being said.
_kyanitectl_reply() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
	[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2>/dev/null
	# Bash replaces only what follows the last of these in the word.
	COMPREPLY=("${COMPREPLY[@]#"${2%"${2##*[:=]}"}"}")
}

# _kyanitectl_policy ROOT WORD ARGUMENTS...: a device, then a queue, then settings.
_kyanitectl_policy() {
	local devices=$1/sys/bus/pci/devices path words=''
	case $2 in
	policy=*) words='policy=off policy=batch policy=aligned policy=dim' ;;
	nic=*) for path in "$1"/sys/class/net/*; do words+=" nic=${path##*/}"; done ;;
	*)
		words='policy= max_hold_us= rx_usecs_alpha= batch_max= nic='
		if [[ $# == 2 ]]; then
			for path in "$devices"/*/kyanite; do
				path=${path%/kyanite}
				words+=" ${path##*/}"
			done
		fi
		if [[ $# == 2 || $* == *:??.? ]]; then
			words+=' all'
			for path in "$devices"/*/kyanite/q*; do words+=" ${path##*/}"; done
		fi
		;;
	esac
	_kyanitectl_reply "$words" "$2"
}

_kyanitectl() {
	local words word command='' root='' args=() i
	# COMP_WORDS is broken at : and =.
	read -ra words <<<"${COMP_LINE:0:COMP_POINT}x"
	word=${words[-1]%x}
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		case ${words[i]} in
		--root) root=${words[++i]} ;;
		--root=*) root=${words[i]#*=} ;;
		-d | -n) i=$((i + 1)) ;;
		*) if [[ $command ]]; then args+=("${words[i]}"); else command=${words[i]}; fi ;;
		esac
	done
	if [[ ${words[-2]} == --root ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
	fi
	case $command in
	'') _kyanitectl_reply 'status top policy counters --root --help' "$word" ;;
	top) _kyanitectl_reply '-d -n' "$word" ;;
	counters) _kyanitectl_reply --json "$word" ;;
	policy) _kyanitectl_policy "$root" "$word" "${args[@]}" ;;
	esac
}
complete -F _kyanitectl kyanitectl
