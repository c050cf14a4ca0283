# Completion of hardnutctl for fish.
# SPDX-License-Identifier: GPL-3.0-or-later

# What tells the helper which units there are: --user and --root as they stand on the line.
function __hardnutctl_where
    set --local before
    for word in (commandline --tokenize --cut-at-cursor)
        if test "$before" = --root
            echo --root=$word
        else
            string match --regex -- '^--(?:user|root=.*)$' $word
        end
        set before $word
    end
end

# The words of the line that are no options, nor the value of one: the program, the command and what
# follows it.
function __hardnutctl_words
    set --local before
    for word in (commandline --tokenize --cut-at-cursor)
        if not contains -- "$before" --root --systemd --policy --profile --threshold --confirm --seconds --level --watch --check --except --max-trials --sort --note --until
            string match --invert --regex -- '^-' $word
        end
        set before $word
    end
end

function __hardnutctl_needs_unit
    set --local words (__hardnutctl_words)
    test (count $words) -eq 2; and contains -- $words[2] preview advise
    or test (count $words) -ge 2; and contains -- $words[2] list show
end

function __hardnutctl_needs_line
    set --local words (__hardnutctl_words)
    test (count $words) -ge 3; and contains -- $words[2] preview try
end

# A service to be changed or watched, which no file stands for.
function __hardnutctl_needs_service
    set --local words (__hardnutctl_words)
    contains -- "$words[2]" harden remove; and return
    test (count $words) -eq 2; and contains -- $words[2] try history watch evidence accept
end

function __hardnutctl_needs_check
    set --local words (__hardnutctl_words)
    test (count $words) -ge 2; and contains -- $words[2] accept
end

function __hardnutctl_needs_trial
    set --local words (__hardnutctl_words)
    test (count $words) -eq 2; and contains -- $words[2] keep revert
end

function __hardnutctl_lines
    set --local current (commandline --current-token)
    if string match --quiet -- '*=*' $current
        set --local directive (string split --max 1 = -- $current)[1]
        for value in (hardnutctl __complete values $directive 2>/dev/null)
            echo $directive=$value
        end
    else
        hardnutctl __complete directives 2>/dev/null
    end
end

complete --command hardnutctl --no-files
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments list --description 'List services with their exposure'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments show --description 'Show each check of a service'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments preview --description 'Show what a drop-in would change'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments advise --description 'Say what could be closed, and what is needed'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments try --description 'Try lines, take them back unless all is well'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments keep --description 'Keep a change that is being tried'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments revert --description 'Take back a change that is being tried'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments remove --description 'Try to do without earlier changes'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments trials --description 'List the changes that are being tried'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments history --description 'List what was kept of a service, or of all, and by whom'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments harden --description 'Find the strictest settings that it works with'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments watch --description 'Watch what a service uses'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments evidence --description 'Show what was seen of a service'
complete --command hardnutctl --condition 'test (count (__hardnutctl_words)) -eq 1' --arguments accept --description 'Leave checks out of counts, with a reason'
complete --command hardnutctl --condition __hardnutctl_needs_check --arguments '(hardnutctl __complete checks 2>/dev/null)'
complete --command hardnutctl --condition __hardnutctl_needs_service --arguments '(hardnutctl __complete units (__hardnutctl_where) 2>/dev/null)'
complete --command hardnutctl --condition __hardnutctl_needs_trial --arguments '(hardnutctl __complete trials (__hardnutctl_where) 2>/dev/null)'
complete --command hardnutctl --condition __hardnutctl_needs_unit --force-files --arguments '(hardnutctl __complete units (__hardnutctl_where) 2>/dev/null)'
complete --command hardnutctl --condition __hardnutctl_needs_line --arguments '(__hardnutctl_lines)'

complete --command hardnutctl --long-option all --description 'List oneshot and not loaded services, too'
complete --command hardnutctl --long-option sort --exclusive --arguments 'name exposure priority' --description 'Sort the list'
complete --command hardnutctl --long-option json --description 'Print JSON for programs'
complete --command hardnutctl --long-option explain --description 'Say what each setting may break'
complete --command hardnutctl --long-option user --description 'Look at your own services'
complete --command hardnutctl --long-option offline --description 'Read the unit files alone'
complete --command hardnutctl --long-option root --require-parameter --arguments '(__fish_complete_directories)' --description 'Read the unit files below a folder'
complete --command hardnutctl --long-option systemd --require-parameter --description 'Judge the files as this version does'
complete --command hardnutctl --long-option policy --require-parameter --force-files --description 'Weigh the checks as a file says'
complete --command hardnutctl --long-option profile --require-parameter --force-files --arguments '(hardnutctl __complete profiles (__hardnutctl_where) 2>/dev/null)' --description 'Put a portable profile on top'
complete --command hardnutctl --long-option threshold --require-parameter --description 'Exit with 3 above this exposure in tenths'
complete --command hardnutctl --long-option confirm --require-parameter --description 'Take the change back when it is not kept in this time'
complete --command hardnutctl --long-option level --require-parameter --arguments 'careful fitting strict' --description 'How far to go'
complete --command hardnutctl --long-option watch --require-parameter --description 'Watch the service for so long first'
complete --command hardnutctl --long-option check --require-parameter --description 'See by this whether the service works'
complete --command hardnutctl --long-option except --require-parameter --arguments '(hardnutctl __complete checks 2>/dev/null)' --description 'Leave this right to the service'
complete --command hardnutctl --long-option max-trials --require-parameter --description 'Try so many changes at most'
complete --command hardnutctl --long-option seconds --require-parameter --description 'Watch for so many seconds'
complete --command hardnutctl --long-option restart --description 'Restart the service that is watched'
complete --command hardnutctl --long-option keep --description 'Keep the change without asking'
complete --command hardnutctl --long-option no-restart --description 'Do not restart the service'
complete --command hardnutctl --long-option replace --description 'Drop what earlier changes have set'
complete --command hardnutctl --long-option from-history --require-parameter --description 'Try what was kept as this number of history'
complete --command hardnutctl --long-option leave-out --description 'Leave out lines that need the stronger permission'
complete --command hardnutctl --long-option bisect --description 'Find out by halves which line a service does not survive'
complete --command hardnutctl --long-option untested --description 'Write without a trial where a service is never restarted'
complete --command hardnutctl --long-option accepted --description 'List what is accepted, and why'
complete --command hardnutctl --long-option worse --description 'List what got worse since you last looked'
complete --command hardnutctl --long-option seen --description 'With --worse: count from what it is now'
complete --command hardnutctl --long-option note --require-parameter --description 'Say why it is accepted'
complete --command hardnutctl --long-option until --require-parameter --description 'Count it again from this day on'
complete --command hardnutctl --long-option everywhere --description 'Accept the checks for all services'
complete --command hardnutctl --long-option everybody --description 'Accept it for everybody who looks, which takes permission'
complete --command hardnutctl --long-option withdraw --description 'Count again what was accepted'
complete --command hardnutctl --long-option no-pager --description 'Do not show the output in a pager'
complete --command hardnutctl --short-option h --long-option help --description 'Show the help'
complete --command hardnutctl --long-option version --description 'Show the version'
