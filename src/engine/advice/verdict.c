/* Weighs what is known against one change. What somebody knows of the service comes first, then
 * what it was seen to use, then what its unit file lets one conclude; what none of them answers
 * nobody can tell.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/verdict.h"

#include <glib/gi18n-lib.h>
#include <linux/capability.h>
#include <string.h>

#include "engine/advice/recipe-needs.h"
#include "engine/evidence/need.h"
#include "engine/guards.h"
#include "engine/types/values.h"
#include "engine/weaken-closed.h"

#define MINUTE (60 * G_USEC_PER_SEC)

/* In a shorter watch nobody may have asked a service for anything. */
#define LONG_WATCH (10 * MINUTE)

static const struct
{
  const char *name;
  const char *title;
} words[HN_N_SURENESS] = {
  [HN_SURE_NOTHING_AGAINST] = { "nothing-against", N_ ("Nothing speaks against it") },
  [HN_SURE_MAY_COPE] = { "may-cope", N_ ("Used, but may cope without") },
  [HN_SURE_CANNOT_TELL] = { "cannot-tell", N_ ("Nobody can tell") },
  [HN_SURE_NEEDED] = { "needed", N_ ("Needed") },
  [HN_SURE_PASSED_ON] = { "passed-on", N_ ("Needed by what it starts") },
};

const char *
hn_sureness_get_name (HnSureness self)
{
  g_return_val_if_fail (self < HN_N_SURENESS, NULL);

  return words[self].name;
}

const char *
hn_sureness_get_title (HnSureness self)
{
  g_return_val_if_fail (self < HN_N_SURENESS, NULL);

  return words[self].title;
}

static HnSureness
say (char **ret_reason, HnSureness sureness, const char *reason)
{
  *ret_reason = g_strdup (reason);

  return sureness;
}

/* (nullable): who inherits the sandbox of the service and did not ask for it */
static char *
dup_heirs (const HnAdviceSource *source)
{
  const HnSettings *unit = source->unfinished;

  if (source->recipe != NULL)
    return source->recipe->passes_on != NULL ? g_strdup (_ (source->recipe->passes_on)) : NULL;
  if (hn_settings_has_text (unit, HN_DIRECTIVE_PAM_NAME) || unit->on_terminal)
    return g_strdup (_ ("It starts sessions of people, which inherit its limits."));
  if (!unit->kill_mode_ok)
    return g_strdup (_ ("Its unit file has what it starts outlive it, as sessions, jobs and "
                        "containers do, and these would inherit its limits."));

  return NULL;
}

static gboolean
is_about_network (const HnCheck *check, HnDirectiveId directive)
{
  return directive == HN_DIRECTIVE_PRIVATE_NETWORK || directive == HN_DIRECTIVE_IP_ADDRESS_DENY ||
         (check->rule == HN_RULE_ADDRESS_FAMILIES && check->parameter == HN_FAMILY_INET);
}

/* (nullable): the first socket by which others reach it, of the network if there is one */
static const HnListener *
find_listener (const HnServiceFacts *facts)
{
  const HnListener *found = NULL;

  for (guint i = 0; i < facts->listeners->len; i++)
    {
      const HnListener *listener = facts->listeners->pdata[i];

      if ((listener->kind == HN_LISTEN_TCP || listener->kind == HN_LISTEN_UDP) &&
          (found == NULL || hn_listener_is_local (found)))
        found = listener;
    }

  return found;
}

/* Whether the change takes from a service that starts as root what turns it into somebody else. */
static gboolean
keeps_account (const HnCheck *check, HnDirectiveId directive)
{
  const guint64 turning = HN_BIT (CAP_SETUID) | HN_BIT (CAP_SETGID);

  return directive == HN_DIRECTIVE_PRIVATE_USERS ||
         (check->rule == HN_RULE_CAPABILITIES && (check->parameter & turning) != 0) ||
         (check->rule == HN_RULE_SYSCALLS && check->parameter == HN_SYSCALL_GROUP_PRIVILEGED);
}

/* Whether the change takes from it what a service gives folders below /run to its account with,
 * which is gone when the machine starts, and there when the service is restarted. */
static gboolean
keeps_folders (const HnAdviceSource *source, const HnCheck *check)
{
  const guint64 giving = HN_BIT (CAP_CHOWN) | HN_BIT (CAP_FOWNER);

  return check->rule == HN_RULE_CAPABILITIES && (check->parameter & giving) != 0 &&
         (source->recipe == NULL || !hn_recipe_is_tried (source->recipe, source->distributions));
}

/* Whether the change takes from it what the root of ExecReload= signals its account with, which a
 * watch hardly ever sees. */
static gboolean
keeps_signals (const HnAdviceSource *source, const HnCheck *check)
{
  return check->rule == HN_RULE_CAPABILITIES && (check->parameter & HN_BIT (CAP_KILL)) != 0 &&
         (source->recipe == NULL || !hn_recipe_is_tried (source->recipe, source->distributions));
}

/* (nullable) (transfer full): an account that it runs as, and that its unit does not name */
static char *
find_account (const HnSettings *now, const HnServiceFacts *facts)
{
  const char *user = now->values[HN_DIRECTIVE_USER].text;

  /* Where the unit names one, systemd turns it into that. */
  if (now->context.scope != HN_SCOPE_SYSTEM || !hn_settings_may_be_root (now) ||
      (user != NULL && strcmp (user, "root") != 0))
    return NULL;
  for (guint i = 0; i < facts->runs_as->len; i++)
    {
      const HnRunsAs *account = facts->runs_as->pdata[i];

      if (account->uid != 0)
        return account->name != NULL ? g_strdup (account->name)
                                     : g_strdup_printf ("%u", account->uid);
    }

  return NULL;
}

/* (nullable) (transfer full): why one that starts as root and turns into @account needs it */
static char *
dup_turning (const HnAdviceSource *source,
             const HnCheck *check,
             HnDirectiveId directive,
             const char *account)
{
  if (keeps_account (check, directive))
    /* Translators: %s is the name of an account */
    return g_strdup_printf (_ ("It starts as root and turns into %s by itself."), account);
  if (keeps_folders (source, check))
    return g_strdup_printf (
        /* Translators: %s is the name of an account */
        _ ("It starts as root and turns into %s, to which it may have to give folders after "
           "the machine has started."),
        account);
  if (keeps_signals (source, check))
    return g_strdup_printf (
        /* Translators: %s is the name of an account */
        _ ("It starts as root and turns into %s, to which root may have to send a signal to have "
           "it reload."),
        account);

  return NULL;
}

/* What the machine shows of it; FALSE where that says nothing about the change. */
static gboolean
weigh_facts (const HnAdviceSource *source,
             const HnSettings *now,
             const HnCheck *check,
             HnDirectiveId directive,
             char **ret_reason)
{
  const HnListener *listener;
  g_autofree char *account = NULL;

  if (source->facts == NULL)
    return FALSE;
  if (is_about_network (check, directive) && (listener = find_listener (source->facts)) != NULL)
    {
      g_autofree char *text = hn_listener_dup_text (listener);

      *ret_reason = g_strdup_printf (hn_listener_is_local (listener)
                                         /* Translators: an address, "127.0.0.1:80 (TCP)" */
                                         ? _ ("It listens on this machine: %s.")
                                         /* Translators: an address, "[::]:80 (TCP)" */
                                         : _ ("It listens on the network: %s."),
                                     text);
    }
  else if ((account = find_account (now, source->facts)) != NULL)
    {
      *ret_reason = dup_turning (source, check, directive, account);
    }

  return *ret_reason != NULL;
}

/* (transfer full): what a use looks like to a person */
static char *
dup_use (const HnNeed *need)
{
  const HnUse *use = need->use;
  const char *what = use->path[0] != '\0' ? use->path : use->value;

  if (use->program[0] == '\0')
    /* Translators: what a service was seen to use: the name of a system call, a file … */
    return g_strdup_printf (_ ("It was seen to use this: %s."), what);

  /* Translators: a program, then what it was seen to use: a system call, a file … */
  return g_strdup_printf (_ ("%s was seen to use this: %s."), use->program, what);
}

static char *
dup_not_seen (const HnEvidence *evidence)
{
  guint minutes = (guint) MIN (evidence->span / MINUTE, G_MAXUINT);
  guint seconds = (guint) (evidence->span / G_USEC_PER_SEC);

  if (minutes < 2)
    return g_strdup_printf (
        ngettext ("It was not seen to use this in %u second, its start included.",
                  "It was not seen to use this in %u seconds, its start included.", seconds),
        seconds);

  return g_strdup_printf (
      ngettext ("It was not seen to use this in %u minute, its start included.",
                "It was not seen to use this in %u minutes, its start included.", minutes),
      minutes);
}

/* Whether the service can still do so with the change: a milder value closes less, and exceptions
 * open some of it. */
static gboolean
passes (const HnUse *use, const HnSettings *changed, HnDirectiveId directive, GArray *closed)
{
  HnClosedFor what =
      strcmp (use->kind, HN_SEEN_WRITE) == 0 || strcmp (use->kind, HN_SEEN_CHANGE) == 0
          ? HN_CLOSED_WRITE
          : HN_CLOSED_READ;
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *path = NULL;

  if (use->path[0] != '/')
    return FALSE;
  if (directive == HN_DIRECTIVE_DEVICE_POLICY)
    return hn_settings_allow_device (changed, use->path);
  if (directive != HN_DIRECTIVE_PROTECT_SYSTEM && directive != HN_DIRECTIVE_PROTECT_HOME)
    return FALSE;
  open = hn_open_places (changed, what);
  path = hn_path_dup_todays_name (use->path);

  return !hn_is_closed (path, closed, open, what, FALSE);
}

/* (transfer full): @evidence without what passes */
static HnEvidence *
dup_evidence_against (const HnEvidence *evidence,
                      const HnSettings *changed,
                      HnDirectiveId directive)
{
  HnEvidence *copy = hn_evidence_dup_empty (evidence);
  g_autoptr (GArray) closed = hn_closed_places (changed);

  for (guint i = 0; i < evidence->uses->len; i++)
    if (!passes (evidence->uses->pdata[i], changed, directive, closed))
      hn_evidence_add (copy, evidence->uses->pdata[i]);

  return copy;
}

/* Which files it makes, and which of other people it looks into, is up to who asks for them: one
 * page that was asked for says nothing of the next. What others are to read they find closed later,
 * and the service never hears of it. */
static gboolean
depends_on_files (const HnSettings *changed, HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_UMASK:
      return TRUE;
    case HN_DIRECTIVE_PROTECT_SYSTEM:
      return strcmp (hn_settings_get_word (changed, directive), "strict") == 0;
    case HN_DIRECTIVE_PROTECT_HOME:
      return strcmp (hn_settings_get_word (changed, directive), "read-only") != 0;
    default:
      return FALSE;
    }
}

/* Whether what it does when somebody asks for it may just not have been asked for. */
static gboolean
may_have_idled (const HnAdviceSource *source,
                const HnSettings *changed,
                const HnCheck *check,
                HnDirectiveId directive)
{
  HnRisk risk = depends_on_files (changed, directive) ? HN_RISK_HIGH : check->risk;

  return source->recipe == NULL && source->evidence->span < LONG_WATCH && risk > source->believed;
}

/* What it was seen to use. */
static HnSureness
weigh_evidence (const HnAdviceSource *source,
                const HnSettings *changed,
                const HnCheck *check,
                HnDirectiveId directive,
                char **ret_reason)
{
  g_autoptr (HnEvidence) evidence = dup_evidence_against (source->evidence, changed, directive);
  g_autoptr (HnNeed) need = hn_need_new (evidence, check, source->unfinished->context.version);

  switch (need->kind)
    {
    case HN_NEED_USED:
      *ret_reason = dup_use (need);
      return HN_SURE_NEEDED;
    case HN_NEED_REFUSED:
      return say (ret_reason, HN_SURE_MAY_COPE,
                  _ ("It tried to use this, was refused, and went on."));
    case HN_NEED_NOT_SEEN:
      if (evidence->starts == 0)
        return say (ret_reason, HN_SURE_CANNOT_TELL,
                    _ ("It was not seen to use this, but its start was not watched."));
      if (may_have_idled (source, changed, check, directive))
        return say (
            ret_reason, HN_SURE_CANNOT_TELL,
            _ ("It was not seen to use this, but was not watched for long, and may have had "
               "nothing to do."));
      *ret_reason = dup_not_seen (evidence);
      return HN_SURE_NOTHING_AGAINST;
    case HN_NEED_CANNOT_TELL:
    default:
      return HN_SURE_CANNOT_TELL;
    }
}

/* What nobody can get at who has no powers and cannot gain any. */
static gboolean
has_no_powers (const HnSettings *now)
{
  return now->context.scope == HN_SCOPE_SYSTEM && !hn_settings_has_root (now) &&
         now->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits == 0 &&
         hn_settings_is_on (now, HN_DIRECTIVE_NO_NEW_PRIVILEGES);
}

/* Whether its author wrote down that it is off. */
static gboolean
is_off_on_purpose (const HnSettings *vendor, HnDirectiveId directive)
{
  HnKind kind = hn_directive_get (directive)->type->kind;

  if (vendor->origin[directive].kind != HN_ORIGIN_FILE)
    return FALSE;

  return (kind == HN_KIND_BOOLEAN && vendor->values[directive].on == 0) ||
         (kind == HN_KIND_CHOICE && strcmp (hn_settings_get_word (vendor, directive), "no") == 0);
}

/* What the author of the unit handed to the service by name. */
static gboolean
names_powers (const HnSettings *vendor, const HnCheck *check)
{
  guint64 bounding =
      vendor->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits & hn_capabilities_all ();
  guint64 named = vendor->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits;

  if (!hn_capabilities_are_most (bounding))
    named |= bounding;

  return check->rule == HN_RULE_CAPABILITIES && (check->parameter & named) != 0;
}

/* Whether it cannot even say that it has started without a socket of this machine
 * (systemd.service). */
static gboolean
has_to_tell (const HnSettings *vendor, const HnCheck *check)
{
  const char *type = hn_settings_get_type (vendor);

  return check->rule == HN_RULE_ADDRESS_FAMILIES && check->parameter == HN_FAMILY_UNIX &&
         (strcmp (type, "dbus") == 0 || g_str_has_prefix (type, "notify"));
}

static HnSureness
weigh_unit (const HnAdviceSource *source,
            const HnSettings *vendor,
            const HnSettings *now,
            const HnCheck *check,
            HnDirectiveId directive,
            gboolean *ret_hinted,
            char **ret_reason)
{
  *ret_hinted = is_off_on_purpose (vendor, directive) || names_powers (vendor, check);
  if (is_off_on_purpose (vendor, directive))
    return say (ret_reason, HN_SURE_CANNOT_TELL,
                _ ("Its unit file says no to this by name, perhaps for a reason."));
  if (names_powers (vendor, check))
    return say (ret_reason, HN_SURE_CANNOT_TELL, _ ("Its unit file asks for this power by name."));
  if (check->rule == HN_RULE_CAPABILITIES && has_no_powers (now))
    return say (ret_reason, HN_SURE_NOTHING_AGAINST,
                _ ("It runs without powers, and nothing that it starts can gain any."));
  if (source->recipe != NULL)
    return say (ret_reason, HN_SURE_CANNOT_TELL,
                _ ("Its recipe was not tried on a system like this one."));

  /* What a user’s manager starts is that user, whatever its file says. */
  return say (ret_reason, HN_SURE_CANNOT_TELL,
              now->context.scope == HN_SCOPE_SYSTEM && hn_settings_may_be_root (now)
                  ? _ ("It runs as root, and nothing is known of what it does with that.")
                  : _ ("Nothing is known of whether it uses this."));
}

/* What somebody else than a recipe tells; the change is not known to break the service. */
static HnSureness
weigh_rest (const HnAdviceSource *source,
            const HnSettings *vendor,
            const HnSettings *now,
            const HnSettings *changed,
            const HnCheck *check,
            HnDirectiveId directive,
            gboolean *ret_hinted,
            char **ret_reason)
{
  gboolean tried = source->recipe != NULL && now->context.scope == HN_SCOPE_SYSTEM &&
                   hn_recipe_is_tried (source->recipe, source->distributions);
  HnSureness sureness = source->evidence != NULL
                            ? weigh_evidence (source, changed, check, directive, ret_reason)
                            : HN_SURE_CANNOT_TELL;

  /* What it uses it may have no need for: somebody tried it without. */
  if (tried && sureness == HN_SURE_NEEDED)
    return HN_SURE_MAY_COPE;
  if (tried && sureness == HN_SURE_CANNOT_TELL)
    {
      g_free (*ret_reason);
      return say (ret_reason, HN_SURE_NOTHING_AGAINST,
                  _ ("It is known not to need this: it was tried without."));
    }

  return *ret_reason != NULL
             ? sureness
             : weigh_unit (source, vendor, now, check, directive, ret_hinted, ret_reason);
}

void
hn_verdict_find (const HnAdviceSource *source,
                 const HnSettings *vendor,
                 const HnSettings *now,
                 const HnSettings *changed,
                 HnAdvice *advice)
{
  const HnCheck *check = hn_check_get (advice->check);
  const HnRecipeNeed *need = source->recipe != NULL
                                 ? hn_recipe_find_need (source->recipe, source->distributions, now,
                                                        changed, check, advice->directive)
                                 : NULL;
  char **reason = &advice->reason;

  *reason = NULL;
  advice->hinted = FALSE;
  if (need != NULL && need->weight != HN_WEIGHT_COPES)
    {
      advice->sureness = say (reason, HN_SURE_NEEDED, _ (need->reason));
      advice->seldom = need->weight == HN_WEIGHT_RARE;
    }
  else if ((*reason = dup_heirs (source)) != NULL)
    advice->sureness = HN_SURE_PASSED_ON;
  else if (weigh_facts (source, now, check, advice->directive, reason))
    advice->sureness = HN_SURE_NEEDED;
  else if (has_to_tell (vendor, check))
    advice->sureness =
        say (reason, HN_SURE_NEEDED, _ ("Over such a socket systemd hears that it has started."));
  else if (need != NULL)
    advice->sureness = say (reason, HN_SURE_MAY_COPE, _ (need->reason));
  else
    advice->sureness = weigh_rest (source, vendor, now, changed, check, advice->directive,
                                   &advice->hinted, reason);
}
