/* advise: what could be changed about a service, and what it needs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "client/observer-client.h"
#include "engine/advice/advice.h"
#include "session.h"
#include "source/facts/facts-reader.h"
#include "source/files/recipes.h"
#include "table.h"

/* (nullable) (transfer full): less is known where the machine does not tell */
static HnServiceFacts *
read_facts (HnSession *session, const HnTarget *target)
{
  HnWait wait;

  hn_wait_begin (&wait, session->manager);
  hn_service_facts_read_async (session->manager, target->unit, wait.cancellable,
                               hn_wait_answered_cb, &wait);

  return hn_wait_end (&wait, NULL);
}

/* (nullable) (transfer full): what the observer has seen; only root is not asked for a password */
static HnEvidence *
read_evidence (const HnOptions *options, const HnTarget *target)
{
  g_autoptr (HnObserverClient) client = hn_observer_client_new (options->scope);
  HnWait wait;

  hn_wait_begin (&wait, NULL);
  hn_observer_client_get_async (client, target->unit, wait.cancellable, hn_wait_answered_cb, &wait);

  return hn_wait_end (&wait, NULL);
}

static void
write_recipe (const HnRecipe *recipe, HnJsonOut *out)
{
  static const char *const proofs[] = { "url", "port", "command" };

  hn_json_out_begin_object (out, "recipe");
  hn_json_out_string (out, "name", recipe->name);
  hn_json_out_string (out, "file", recipe->path);
  hn_json_out_string (out, "title", recipe->title);
  hn_json_out_begin_array (out, "works");
  for (guint i = 0; i < recipe->proofs->len; i++)
    {
      const HnProof *proof = recipe->proofs->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "kind", proofs[proof->kind]);
      hn_json_out_string (out, "text", proof->text);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);
}

static gboolean
print_json (const HnAdviceSource *source, GPtrArray *all, guint n_accepted, GError **error)
{
  g_autofree char *basis = hn_advice_dup_basis (source);
  HnJsonOut *out = hn_json_out_new ();

  hn_json_out_begin_object (out, NULL);
  hn_json_out_string (out, "unit", source->unfinished->context.unit);
  hn_json_out_string (out, "basis", basis);
  if (source->recipe != NULL)
    write_recipe (source->recipe, out);
  if (n_accepted > 0)
    hn_json_out_number (out, "accepted", n_accepted);
  hn_json_out_begin_array (out, "advice");
  for (guint i = 0; i < all->len; i++)
    {
      const HnAdvice *advice = all->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "check", hn_check_get (advice->check)->json_field);
      hn_json_out_string (out, "directive", hn_directive_get (advice->directive)->name);
      hn_json_out_string (out, "value", advice->value);
      hn_json_out_tenths (out, "gain", advice->gain);
      hn_json_out_string (out, "verdict", hn_sureness_get_name (advice->sureness));
      hn_json_out_boolean (out, "seldom", advice->seldom);
      hn_json_out_string (out, "reason", advice->reason);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_end_object (out);

  return hn_terminal_print_json (out, error);
}

/* One table for each verdict that there is. */
static void
append_group (HnSureness sureness, GPtrArray *all, const HnTerminal *terminal, GString *text)
{
  const HnColumn columns[] = {
    /* Translators: heading over lines such as PrivateTmp=yes */
    { _ ("SETTING"), FALSE, 16 },
    /* Translators: heading over what a setting takes off the exposure, 0.4 and its like */
    { _ ("GAIN"), TRUE, 0 },
    /* Translators: heading over sentences that say why */
    { _ ("REASON"), FALSE, 24 },
  };
  static const HnColor colors[HN_N_SURENESS] = { HN_COLOR_GREEN, HN_COLOR_YELLOW, HN_COLOR_NONE,
                                                 HN_COLOR_RED, HN_COLOR_RED };
  g_autoptr (HnTable) table = hn_table_new (columns, G_N_ELEMENTS (columns));
  gboolean any = FALSE;

  for (guint i = 0; i < all->len; i++)
    {
      const HnAdvice *advice = all->pdata[i];
      g_autofree char *setting = NULL;
      g_autofree char *gain = NULL;

      if (advice->sureness != sureness)
        continue;
      any = TRUE;
      setting = hn_advice_dup_setting (advice);
      gain = g_strdup_printf ("%u.%u", advice->gain / 10, advice->gain % 10);
      hn_table_add (table, HN_COLOR_NONE, setting);
      hn_table_add (table, HN_COLOR_NONE, gain);
      hn_table_add (table, HN_COLOR_NONE, advice->reason);
    }
  if (!any)
    return;

  g_string_append_c (text, '\n');
  hn_terminal_append (terminal, text, colors[sureness], _ (hn_sureness_get_title (sureness)));
  g_string_append_c (text, '\n');
  hn_table_append_to (table, terminal, text);
}

static gboolean
print_text (const HnOptions *options,
            const HnAdviceSource *source,
            GPtrArray *all,
            guint n_accepted,
            GError **error)
{
  g_autofree char *basis = hn_advice_dup_basis (source);
  g_autofree char *clean = hn_terminal_clean (basis);
  g_autoptr (GString) text = g_string_new (NULL);
  HnTerminal terminal;

  hn_terminal_init (&terminal, !options->no_pager);
  hn_terminal_append (&terminal, text, HN_COLOR_BOLD, source->unfinished->context.unit);
  g_string_append_printf (text, "\n%s\n", clean);
  if (all->len == 0)
    g_string_append_printf (
        text, "%s\n",
        n_accepted > 0
            ? _ ("There is nothing left that Hardnut could close for this service but what "
                 "is accepted.")
            : _ ("There is nothing left that Hardnut could close for this service."));
  for (guint i = 0; i < HN_N_SURENESS; i++)
    append_group (i, all, &terminal, text);

  if (n_accepted > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("%u accepted check is left out; “show” has it.",
                                        "%u accepted checks are left out; “show” has them.",
                                        n_accepted),
                              n_accepted);
      g_string_append_c (text, '\n');
    }

  return hn_terminal_print (&terminal, text->str, error);
}

/* Returns: how many of @all were about what somebody accepted */
static guint
leave_out_accepted (HnSession *session, const HnTarget *target, GPtrArray *all)
{
  const HnAcceptedFiles *accepted = session->accepted;
  guint n = 0;

  for (guint i = all->len; target->unit != NULL && i-- > 0;)
    {
      const HnAdvice *advice = all->pdata[i];

      if (hn_accepted_find (accepted->all, target->unit, (int) advice->check, accepted->today) ==
          NULL)
        continue;
      g_ptr_array_remove_index (all, i);
      n++;
    }

  return n;
}

HnExit
hn_command_advise (const HnOptions *options, GError **error)
{
  g_autoptr (HnTarget) target = hn_target_parse (options->arguments[0], error);
  g_autoptr (HnRecipes) recipes = NULL;
  g_autoptr (HnSettings) unfinished = NULL;
  g_autoptr (HnSession) session = NULL;
  g_autoptr (HnServiceFacts) facts = NULL;
  g_autoptr (HnEvidence) evidence = NULL;
  g_autoptr (HnReport) live = NULL;
  g_autoptr (GPtrArray) staged = NULL;
  g_autoptr (GPtrArray) all = NULL;
  HnAdviceSource source = { NULL };
  guint n_accepted;

  if (target == NULL)
    return HN_EXIT_USAGE;
  session = hn_session_new_for (options, target, &live, error);
  if (session == NULL)
    return HN_EXIT_FAILURE;
  unfinished = hn_session_load_unfinished (session, target, error);
  if (unfinished == NULL || !hn_session_read_staged (session, target, &staged, error))
    return HN_EXIT_FAILURE;

  recipes = hn_session_load_recipes (session);
  if (session->manager != NULL)
    facts = read_facts (session, target);
  if (session->manager != NULL && geteuid () == 0)
    evidence = read_evidence (options, target);
  source.facts = facts;
  source.evidence = evidence;
  source.unfinished = unfinished;
  source.staged = staged;
  source.policy = session->policy;
  source.recipe = hn_recipes_find (recipes, unfinished);
  source.distributions = hn_recipes_get_distributions (recipes);
  all = hn_advise (&source);
  n_accepted = leave_out_accepted (session, target, all);

  if (options->json ? !print_json (&source, all, n_accepted, error)
                    : !print_text (options, &source, all, n_accepted, error))
    return HN_EXIT_FAILURE;

  return HN_EXIT_OK;
}
