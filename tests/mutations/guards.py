# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards of the helper, each with what removes it and the attack that has to notice. An entry is
(name, file below src, text, what takes its place, theme of the attacks, the attack); the text stands
in the file exactly once."""

WEAKEN = "engine/weaken.c"
PATHS = "engine/weaken-paths.c"
CLOSED = "engine/weaken-closed.c"
GUARDS = "engine/guards.c"
FACTS = "helper/facts.c"
KEEPERS = "engine/kept/keepers.c"
REQUEST = "helper/calls/change-request.c"
ACCEPT = "helper/calls/acceptance.c"
STORE = "helper/store.c"
HISTORY = "engine/kept/history.c"
TOLD = "helper/trial/trial-history.c"
LIMITS = "engine/limit-check.c"
POWERS = "helper/powers.c"
SESSION = "helper/calls/harden-session.c"
PENDING = "helper/calls/pending-call.c"
METHODS = "helper/methods.c"
KEEP = "helper/trial/trial-keep.c"

MUTATIONS = [
    # What stands in a change.
    ("lines of others may go", WEAKEN, "  find_lines_that_go (&work, others);\n", "",
     "keepers", "roots_lines"),
    ("folders are like anything else", WEAKEN, "  find_folders (&work);\n", "",
     "folders", "all_tests"),
    ("nothing is compared with what is in force", WEAKEN, "  find_opened (&work);\n", "",
     "values", "wider"),
    ("limits are not held against the manager's", WEAKEN, "  find_limits (&work);\n", "",
     "limits", "above"),
    ("weakest values are taken", WEAKEN, "  find_weakest (&work, blank);\n", "",
     "values", "weakest"),
    ("lists may be begun anew", WEAKEN,
     "if ((resets (change) || cancels_out (work->changes, directive)) &&",
     "if (cancels_out (work->changes, directive) &&",
     "values", "weakest"),
    ("exceptions are not looked at", WEAKEN, "if (reach & HN_REACH_EXCEPTION)", "if (FALSE)",
     "paths", "all_tests"),
    ("what is hidden is not looked at", WEAKEN,
     "if (reach & (HN_REACH_HIDES | HN_REACH_HIDES_CHANGES | HN_REACH_HIDES_PROGRAMS))", "if (FALSE)",
     "hiding", "all_tests"),
    ("shared memory of others may go", WEAKEN, "facts->shares_user != HN_NO", "FALSE",
     "values", "of_the_account"),
    ("a slice above is not asked", WEAKEN, "facts->slice_denies != HN_NO", "FALSE",
     "values", "below_a_slice"),
    ("a new file system may cover what is closed", WEAKEN, "if (hn_reopens (work->floor, changed, i) ||",
     "if (FALSE ||", "paths", "all_tests"),
    ("the machine's mounts are nobody's", WEAKEN, "if (!facts.awaits_mount)", "if (TRUE)",
     "values", "mounted_for_all"),
    ("another unit's folder is as good", "helper/inspect.c",
     "  return other == NULL ||\n", "  return TRUE ||\n", "mounts", "shared_folder"),
    ("what is read-only shows nothing that was covered", CLOSED,
     "return have_place (in_memory, path);", "return FALSE;", "mounts", "takes_the_place"),
    ("what ProtectSystem=strict leaves is closed by nobody", CLOSED,
     "return is_closed_above (closed, open, path);", "return FALSE;",
     "mounts", "opens_below"),

    # The service as a whole.
    ("there are no guards", WEAKEN, "  if (reason != NULL)\n    hn_weaken_add (work, HN_WEAKEN_GUARD,",
     "  if (FALSE)\n    hn_weaken_add (work, HN_WEAKEN_GUARD,", "guards", "by_name"),
    ("tasks of root guard nothing", GUARDS,
     'strcmp (hn_settings_get_type (settings), "oneshot") == 0', "FALSE",
     "guards", "once_as_root"),
    ("root has one name only", GUARDS, "settings->root_commands != 0 || settings->user_is_root",
     "settings->root_commands != 0", "guards", "by_another_name_of_root"),
    ("no command is above the account", GUARDS, "settings->full_commands != 0 ||", "FALSE ||",
     "guards", "once_as_root"),
    ("what starts early guards nothing", GUARDS, "!settings->default_dependencies", "FALSE",
     "guards", "early"),
    ("what comes before the network guards nothing", GUARDS, "if (hn_guard_is_early (*before))",
     "if (FALSE)", "guards", "early"),
    ("nothing stands between two units", FACTS, "self->n_walked < self->before->len", "FALSE",
     "guards", "early"),
    ("guards that are not loaded require nothing", FACTS,
     "    push_requiring (self, names);\n}\n\n/* All", "    ;\n}\n\n/* All",
     "guards", "needed_by_what_is_not_loaded"),
    ("what requires the service is early only itself", FACTS,
     "      push_ordered (self, look->before);\n    }\n", "    }\n",
     "guards", "needed_by_what_is_not_loaded"),
    ("nobody joins the namespaces of others", FACTS, "facts->joined |= joining[0] != NULL;", ";",
     "values", "joined"),
    ("what a guard requires is free", WEAKEN, "if (facts->required_by != NULL)", "if (FALSE)",
     "guards", "needed"),
    ("what is never restarted is free", WEAKEN,
     "if (facts->holds_caller || hn_never_restart_find_any (facts->names, HN_SCOPE_SYSTEM) != NULL)",
     "if (FALSE)", "services", "never_restarted"),
    ("instances may be invented", WEAKEN, "!facts->wanted)", "FALSE)",
     "services", "invented_instances"),

    # Paths.
    ("a link is as good as a folder", PATHS, "place->facts.exists && place->facts.real &&\n         place",
     "place->facts.exists &&\n         place", "paths", "all_tests"),
    ("a folder of the service's own stays one", PATHS, "!can_be_swapped (work, place) ||", "TRUE ||",
     "paths", "all_tests"),
    ("nothing is closed within what is open", PATHS,
     "closed = is_near_closed (work, c, place, what, opened);", "closed = FALSE;",
     "paths", "all_tests"),
    ("links of the vendor lead nowhere", PATHS, "{ named, work->closed_at->pdata[index] }",
     "{ named, NULL }", "paths", "all_tests"),
    ("capabilities make no account mighty", PATHS, "capabilities != 0 ||", "FALSE ||",
     "paths", "all_tests"),
    ("folders in memory may be written to", PATHS, "!is_read_only (change->value)", "FALSE",
     "paths", "all_tests"),
    ("an exception needs nothing that closes", PATHS,
     "!is_closed_alone (work->alone, places, meant) &&", "FALSE &&",
     "paths", "all_tests"),
    ("whoever makes links hides what he likes", PATHS,
     "(!(place->facts.known && place->facts.closed_parents) ||", "(FALSE ||",
     "hiding", "all_tests"),
    ("records of attacks may be made read-only", WEAKEN, "HN_REACH_HIDES | HN_REACH_HIDES_CHANGES",
     "HN_REACH_HIDES", "hiding", "all_tests"),

    # Keepers.
    ("a file edited by hand keeps its keepers", KEEPERS, "gboolean trusted = is_as_written (lines);",
     "gboolean trusted = TRUE;", "keepers", "by_hand"),
    ("who keeps again becomes the keeper", KEEPERS, "      return keeper;\n", "      return uid;\n",
     "keepers", "keeping_again"),

    # The request.
    ("nobody is asked", REQUEST, "return self->call.helper->scope != HN_SCOPE_USER && self->call.uid != 0;",
     "return FALSE;", "values", "wider"),
    ("one permission is as good as the other", REQUEST,
     "found->len > 0 ? HN_ACTION_LOOSEN : HN_ACTION_APPLY", "HN_ACTION_APPLY",
     "folders", "all_tests"),

    # One question for a search.
    ("a search stands for the stronger permission", REQUEST,
     "strcmp (self->verdict.action, HN_ACTION_APPLY) != 0)\n    return FALSE;\n  self->session_words",
     "FALSE)\n    return FALSE;\n  self->session_words", "search", "weaker_permission_alone"),
    ("a search may take away what is kept", REQUEST, "if (self->changes == NULL || strcmp (self->verdict",
     "if (strcmp (self->verdict", "search", "weaker_permission_alone"),
    ("a search is of all connections", SESSION,
     "self->call.message != NULL || strcmp (self->owner, owner) != 0", "self->call.message != NULL",
     "search", "one_question"),
    ("a search is of all services", SESSION,
     "if (strcmp (self->units[*ret_at], unit) == 0)\n          return self;", "return self;",
     "search", "one_question"),
    ("a search may go on trying", SESSION, "  self->trials[at]--;\n", "", "search", "so_many_trials"),
    ("a search has no end", SESSION, "self->seconds * G_USEC_PER_SEC", "3600 * G_USEC_PER_SEC",
     "search", "ends"),
    ("a search outlives its caller", PENDING,
     "    r = sd_bus_track_add_sender (self->track, message);\n", "    r = 0;\n", "search", "ends"),
    ("two searches are twice the trials", SESSION, "  drop_earlier (self);\n", "", "search", "ends"),
    ("anybody ends a search", SESSION,
     " &&\n          strcmp (self->owner, owner) == 0)", ")", "search", "ends"),
    ("nobody is asked for a search", SESSION, "helper->scope == HN_SCOPE_USER || uid == 0", "TRUE",
     "search", "asked_for"),
    ("a search holds before it is permitted", SESSION,
     "if (self->call.message != NULL || strcmp (self->owner, owner) != 0)",
     "if (strcmp (self->owner, owner) != 0)", "search", "while_it_is_asked"),
    ("searches are not counted", SESSION, "if (!check_quota (helper, uid, error))\n    return;", "",
     "search", "asked_for"),
    ("a search may be as long as one likes", METHODS, "seconds > HN_SESSION_MAX_SECONDS", "FALSE",
     "search", "asked_for"),
    ("a search names what it likes", METHODS, "else if (!hn_validate_unit_name (unit, &wrong))",
     "else if (FALSE)", "search", "asked_for"),
    ("everybody knows of searches", METHODS, "&& caller.uid == 0)\n    return sd_bus_reply", ")\n    return sd_bus_reply",
     "search", "asked_for"),

    # What is accepted for everybody.
    ("accepting takes the weaker permission", ACCEPT, "&self->call, HN_ACTION_LOOSEN,",
     "&self->call, HN_ACTION_APPLY,", "accept", "stronger_permission_alone"),
    ("nobody is asked about what is accepted", ACCEPT, "if (self->call.uid == 0)", "if (TRUE)",
     "accept", "stronger_permission_alone"),
    ("what no service is called is accepted", ACCEPT,
     'if (strcmp (unit->load_state, "not-found") == 0)', "if (FALSE)", "accept", "words"),
    ("what is accepted has any name", ACCEPT,
     "  g_free (self->accepted->unit);\n  self->accepted->unit = g_strdup (unit->name);\n", "", "accept",
     "stronger_permission_alone"),
    ("any number is accepted", ACCEPT, "!has && n >= HN_ACCEPTED_MAX_FILES", "FALSE",
     "accept", "so_many"),
    ("what accepts is not counted", PENDING, ", helper->accepts }", " }", "accept", "open_questions"),
    ("questions that are open do not keep one from accepting", METHODS,
     "  if (get_caller (user_data, call, &caller, &error) &&\n"
     "      hn_pending_call_check_quota (user_data, caller.uid, &error))\n    hn_acceptance_start",
     "  if (get_caller (user_data, call, &caller, &error))\n    hn_acceptance_start",
     "accept", "open_questions"),
    ("questions that are open do not keep one from trying", METHODS,
     "      hn_pending_call_check_quota (helper, caller.uid, &error) &&\n", "", "accept", "open_questions"),
    ("questions that are open do not keep one from a search", METHODS,
     "&error) &&\n      hn_pending_call_check_quota (user_data, caller.uid, &error))\n    {", "&error))\n    {",
     "accept", "open_questions"),
    ("a word may be as long as one likes", ACCEPT,
     "strlen (check) > LONGEST_WORD || strlen (until) > LONGEST_WORD", "FALSE", "accept", "words"),
    ("a note has any characters", "engine/kept/accepted.c", "!hn_validate_has_plain_characters (note)", "FALSE",
     "accept", "words"),
    ("a note has any length", "engine/kept/accepted.c", "g_utf8_strlen (note, -1) > HN_ACCEPTED_MAX_NOTE", "FALSE",
     "accept", "words"),
    ("it is written where others write", STORE, "(st.st_mode & forbidden) != 0", "FALSE",
     "accept", "places"),
    ("it is written where others own", STORE, "(st.st_uid != 0 && st.st_uid != self->owner) ||", "FALSE ||",
     "accept", "places"),
    ("links are followed", STORE, "    .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW,\n"
     "    .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,\n",
     "    .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,\n", "accept", "places"),

    # The history.
    ("what was by hand is told whoever may read it", TOLD,
     "(self->helper->scope == HN_SCOPE_USER || hn_is_open_to_all (path))", "TRUE", "history", "by_hand"),
    ("a history that is not understood is lost", TOLD, "if (wrong->len > 0)", "if (FALSE)",
     "history", "places"),
    ("what was before is not told", TOLD, "  else\n    hn_history_state_add (state, changes);\n\n  return state;",
     "\n  return state;", "history", "by_hand"),
    ("one user pushes out others", HISTORY, "      if (state->uid != uid)\n        continue;\n", "",
     "history", "churn"),
    ("one user has any number of states", HISTORY, "++n > HN_HISTORY_STATES ||", "", "history", "churn"),
    ("any number of users have states", HISTORY, "g_hash_table_size (users) < HN_HISTORY_USERS", "TRUE",
     "history", "churn"),

    # Keep.
    ("what others closed meanwhile is opened", KEEP, "if (!g_strv_contains ((const char *const *) "
     "record->weakened, weakened[i]))", "if (FALSE)", "keepers", "closed_meanwhile"),
    ("nobody has to see what the service does", KEEP,
     "!check_weakened (self, &error) ||\n      !check_seen (self, &error))",
     "!check_weakened (self, &error))", "powers", "without_a_restart"),
    ("a kept change begins with nothing known", KEEP, "  remember_powers (self, self->look);\n", "",
     "powers", "right_after_keeping"),

    # What the service uses, and may do.
    ("a limit may be anything", LIMITS, "if (soft.number < least.number)", "if (FALSE)",
     "limits", "too_low"),
    ("a limit may be below what is in use", LIMITS, "if (!soft.share && soft.number < used.number)",
     "if (FALSE)", "limits", "too_low"),
    ("what processes may do is not looked at", "helper/trial/trial-watch.c",
     "  more = dup_more_power (self, look, now);\n", "", "powers", "goes_on"),
    ("processes may hold new capabilities", POWERS, "if (more != 0)", "if (FALSE)",
     "powers", "goes_on"),
    ("what systemd leaves inheritable is held", "helper/processes.c", "number & ~LEFT_INHERITABLE",
     "number", "powers", "harmless"),
    ("processes may go on without NoNewPrivileges", POWERS,
     "if (!process->locked && !self->unlocked)", "if (FALSE)", "powers", "goes_on"),
]
