#compdef ivrcheck
# zsh completion of ivrcheck
_ivrcheck() {
    local path= word i
    for ((i = 2; i < CURRENT; i++)); do
        word=$words[i]
        case "${path:+$path }$word" in
{{- range .}}{{if .Chain}}
        ({{quote .Path}}) path={{quote .Path}} ;;
{{- end}}{{end}}
        esac
        path=${path:-check}
    done
    case $path in
{{- range .}}
    ({{quote .Path}})
{{- if .Subs}}
        local -a commands=(
{{- range .Subs}}
            {{quote (print .Text ":" (zsh .About))}}
{{- end}})
        [[ $PREFIX == -* ]] || _describe command commands
{{- end}}
{{- if or .Flags .Files}}
        _arguments -S
{{- range $f := .Flags}}{{range .Names}} \
            {{quote (print "*" . "[" (zsh $f.About) "]" $f.ZshValue)}}
{{- end}}{{end}} \
            {{if .Files}}'*:file:_files'{{else}}'*: :'{{end}}
{{- end}}
        ;;
{{- end}}
    esac
}
_ivrcheck "$@"
