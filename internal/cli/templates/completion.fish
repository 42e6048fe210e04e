# fish completion of ivrcheck
complete -c ivrcheck -f
function __ivrcheck_at
    set -l path
    for word in (commandline -opc)[2..-1]
        switch "$path $word"
{{- range .}}{{if .Chain}}
            case {{quote (print " " .Path)}}
                set path "$path $word"
{{- end}}{{end}}
        end
        test -n "$path"; or set path ' check'
    end
    test "$path" = "$argv[1]"
end
{{range . -}}
{{$when := print "complete -c ivrcheck -n " (quote (print "__ivrcheck_at " (quote .FishPath))) -}}
{{range .Subs}}{{$when}} -a {{quote .Text}} -d {{quote .About}}
{{end -}}
{{range .Flags}}{{$when}}{{range .Names}} {{fishFlag .}}{{end -}}
{{if .Values}} -x -a {{quote (join .Values)}}{{else if .IsFile}} -r -F{{else if .TakesValue}} -x{{end}} -d {{quote .About}}
{{end -}}
{{if .Files}}{{$when}} -F
{{end}}{{end -}}
