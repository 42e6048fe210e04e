# bash completion of ivrcheck
_ivrcheck() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= word i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "${path:+$path }$word" in
{{- range .}}{{if .Chain}}
        {{printf "%q" .Path}}) path={{printf "%q" .Path}} ;;
{{- end}}{{end}}
        esac
        path=${path:-check}
    done
    COMPREPLY=()
    case "$path $prev" in
{{- range $c := .}}{{range .Flags}}{{if .TakesValue}}
    {{range $i, $name := .Names}}{{if $i}}|{{end}}{{printf "%q" (print $c.Path " " $name)}}{{end}}) {{/**/ -}}
    {{- if .Values}}COMPREPLY=($(compgen -W {{printf "%q" (join .Values)}} -- "$cur")); {{else if .IsFile}}COMPREPLY=($(compgen -f -- "$cur")); {{end}}return ;;
{{- end}}{{end}}{{end}}
    esac
    case "$path" in
{{- range .}}
    {{printf "%q" .Path}}) {{if not .Chain}}[[ $cur == -* ]] || COMPREPLY=($(compgen -W {{printf "%q" (join .Commands)}} -f -- "$cur")); [[ $cur != -* ]] || {{end}}COMPREPLY=($(compgen -W {{printf "%q" (join .Words)}} -- "$cur")){{if and .Chain .Files}}; [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- "$cur")){{end}} ;;
{{- end}}
    esac
}
complete -o filenames -F _ivrcheck ivrcheck
