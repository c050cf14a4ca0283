/* One service of the window: takes over what a manager or the unit files say, assesses it, and
 * tells its listeners what is different. Uses the source for reading files and the engine for the
 * figures; knows nothing about widgets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service.h"

#include "source/files/unit-loader.h"

struct _HnService
{
  GObject parent_instance;

  HnServiceInfo info;

  /* Owned. */
  char *name;
  char *search_key;       /* made when it is asked for */
  HnSettings *settings;   /* replaces those of the unit: read from files, or with origins */
  HnSettings *files;      /* what the unit's files said when the origins were last read */
  HnServiceFacts *facts;  /* (nullable) */
  HnServiceFacts *glance; /* (nullable) */
  HnEvidence *evidence;   /* (nullable) */
  HnNeed **needs;         /* (nullable): by check, each made when asked for */
  GPtrArray *remarks; /* (nullable) of char * (nullable), by HnDirectiveId; made when asked for */

  guint exposure;
  guint staged_exposure;
  gboolean origins_known; /* the settings already know where each value comes from */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_EXPOSURE,
  PROP_LEVEL,
  PROP_KIND,
  PROP_ACTIVE_STATE,
  PROP_SUB_STATE,
  PROP_RUNNING,
  PROP_PRIORITY,
  PROP_STAGED_EXPOSURE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static guint assessed_signal, facts_changed_signal, evidence_changed_signal,
    accepted_changed_signal;

G_DEFINE_FINAL_TYPE (HnService, hn_service, G_TYPE_OBJECT)

static void
set_exposure (HnService *self, guint exposure, HnLevel level)
{
  if (self->exposure != exposure)
    {
      self->exposure = exposure;
      self->info.place++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPOSURE]);
    }

  if (self->info.level != level)
    {
      self->info.level = level;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
    }
}

/* After each change of what it goes by. */
static void
update_priority (HnService *self)
{
  const HnUnit *unit = self->info.unit;
  const HnAcceptedFiles *accepted = self->info.accepted;
  HnPriority before = self->info.priority;
  HnPriority after;
  guint counted = self->exposure;

  if (accepted != NULL && accepted->all->len > 0 && self->info.assessment != NULL)
    counted = hn_accepted_get_exposure (accepted->all, self->name, accepted->today,
                                        self->info.assessment);
  after = hn_priority_find (self->glance, hn_service_get_settings (self),
                            unit != NULL && unit->started != 0, counted);
  self->info.priority = after;
  if (after.rank != before.rank || counted != self->info.counted)
    self->info.place++;
  self->info.counted = counted;
  if (after.rank != before.rank || after.reached_by != before.reached_by ||
      after.rights != before.rights || after.in_use != before.in_use)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIORITY]);
}

static void
set_drop_ins (HnService *self, GStrv drop_ins)
{
  const char *const *before = self->info.drop_ins;

  /* One that was tried is kept: nothing else of the service may be new. */
  if (!g_strv_equal (before, (const char *const *) drop_ins))
    self->info.place++;
  g_strfreev ((GStrv) before);
  self->info.drop_ins = (const char *const *) drop_ins;
}

static void
set_description (HnService *self, const char *description)
{
  if (g_strcmp0 (self->info.description, description != NULL ? description : "") == 0)
    return;

  g_free (self->info.description);
  self->info.description = g_strdup (description != NULL ? description : "");
  self->info.place++;
  g_clear_pointer (&self->search_key, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

static void
set_kind (HnService *self, HnServiceKind kind)
{
  if (self->info.kind == kind)
    return;

  self->info.kind = kind;
  self->info.place++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

static void
set_kind_by_type (HnService *self, const HnSettings *settings)
{
  if (settings != NULL && g_str_equal (hn_settings_get_type (settings), "oneshot"))
    set_kind (self, HN_SERVICE_ONESHOT);
  else
    set_kind (self, HN_SERVICE_LONG_RUNNING);
}

static void
set_states (HnService *self, const char *active_state, const char *sub_state)
{
  gboolean running;

  active_state = g_intern_string (active_state != NULL ? active_state : "");
  sub_state = g_intern_string (sub_state != NULL ? sub_state : "");

  if (self->info.active_state != active_state)
    {
      self->info.active_state = active_state;
      self->info.place++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE_STATE]);
    }

  if (self->info.sub_state != sub_state)
    {
      self->info.sub_state = sub_state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUB_STATE]);
    }

  /* One that has done its work counts as active, but no process of it is there any more. */
  running = (g_str_equal (active_state, "active") && !g_str_equal (sub_state, "exited")) ||
            g_str_equal (active_state, "reloading") || g_str_equal (active_state, "refreshing");
  if (self->info.running != running)
    {
      self->info.running = running;
      self->info.place++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
    }
}

static void
assess (HnService *self, HnPolicy *policy)
{
  const HnSettings *settings = hn_service_get_settings (self);
  HnLoadState state = settings != NULL ? settings->load_state : HN_LOAD_LOADED;
  gboolean refused = state == HN_LOAD_BAD_SETTING || state == HN_LOAD_ERROR;

  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  self->info.place += self->info.refused != refused;
  self->info.refused = refused;
  if (self->info.policy != policy)
    {
      g_clear_pointer (&self->info.policy, hn_policy_unref);
      self->info.policy = policy != NULL ? hn_policy_ref (policy) : NULL;
    }

  if (settings == NULL)
    {
      g_clear_pointer (&self->info.assessment, g_free);
      set_exposure (self, 0, HN_LEVEL_PERFECT);
      update_priority (self);
      return;
    }

  if (self->info.assessment == NULL)
    self->info.assessment = g_new (HnAssessment, 1);

  hn_assess (settings, policy, self->info.assessment);
  set_exposure (self, self->info.assessment->exposure, self->info.assessment->level);
  update_priority (self);
}

static void
clear_needs (HnService *self)
{
  for (guint i = 0; self->needs != NULL && i < HN_N_CHECKS; i++)
    hn_need_free (self->needs[i]);
  g_clear_pointer (&self->needs, g_free);
}

static void
hn_service_dispose (GObject *object)
{
  HnService *self = HN_SERVICE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->info.description, g_free);
  g_clear_pointer (&self->search_key, g_free);
  g_clear_pointer (&self->info.fragment_path, g_free);
  g_strfreev ((GStrv) g_steal_pointer (&self->info.drop_ins));
  g_clear_pointer (&self->info.unit, hn_unit_unref);
  g_clear_pointer (&self->settings, hn_settings_free);
  g_clear_pointer (&self->files, hn_settings_free);
  g_clear_pointer (&self->facts, hn_service_facts_unref);
  g_clear_pointer (&self->glance, hn_service_facts_unref);
  g_clear_pointer (&self->info.accepted, hn_accepted_files_unref);
  clear_needs (self);
  g_clear_pointer (&self->evidence, hn_evidence_unref);
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  g_clear_pointer (&self->info.assessment, g_free);
  g_clear_pointer (&self->info.policy, hn_policy_unref);
  g_clear_pointer (&self->info.root, g_free);
  g_clear_pointer (&self->info.file, g_free);

  G_OBJECT_CLASS (hn_service_parent_class)->dispose (object);
}

static void
hn_service_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HnService *self = HN_SERVICE (object);

  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->info.description);
      break;
    case PROP_EXPOSURE:
      g_value_set_uint (value, self->exposure);
      break;
    case PROP_LEVEL:
      g_value_set_uint (value, self->info.level);
      break;
    case PROP_KIND:
      g_value_set_uint (value, self->info.kind);
      break;
    case PROP_ACTIVE_STATE:
      g_value_set_static_string (value, self->info.active_state);
      break;
    case PROP_SUB_STATE:
      g_value_set_static_string (value, self->info.sub_state);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->info.running);
      break;
    case PROP_PRIORITY:
      g_value_set_uint (value, self->info.priority.rank);
      break;
    case PROP_STAGED_EXPOSURE:
      g_value_set_uint (value, hn_service_get_staged_exposure (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
hn_service_class_init (HnServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = hn_service_dispose;
  object_class->get_property = hn_service_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  properties[PROP_EXPOSURE] = g_param_spec_uint ("exposure", NULL, NULL, 0, 100, 0, flags);
  properties[PROP_LEVEL] =
      g_param_spec_uint ("level", NULL, NULL, 0, HN_N_LEVELS - 1, HN_LEVEL_PERFECT, flags);
  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, HN_SERVICE_NOT_LOADED,
                                             HN_SERVICE_LONG_RUNNING, flags);
  properties[PROP_ACTIVE_STATE] = g_param_spec_string ("active-state", NULL, NULL, "", flags);
  properties[PROP_SUB_STATE] = g_param_spec_string ("sub-state", NULL, NULL, "", flags);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_PRIORITY] = g_param_spec_uint ("priority", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_STAGED_EXPOSURE] =
      g_param_spec_uint ("staged-exposure", NULL, NULL, 0, 100, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  assessed_signal = g_signal_new ("assessed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  facts_changed_signal = g_signal_new ("facts-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  evidence_changed_signal = g_signal_new ("evidence-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  accepted_changed_signal = g_signal_new ("accepted-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_service_init (HnService *self)
{
  self->info.description = g_strdup ("");
  self->info.drop_ins = (const char *const *) g_new0 (char *, 1);
  self->info.active_state = g_intern_static_string ("");
  self->info.sub_state = self->info.active_state;
}

/**
 * hn_service_new:
 * @name: the unit's name with its suffix
 *
 * Returns: (transfer full): a service about which nothing is known yet
 */
HnService *
hn_service_new (const char *name)
{
  HnService *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (HN_TYPE_SERVICE, NULL);
  self->name = g_strdup (name);

  return self;
}

const char *
hn_service_get_name (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->name;
}

const HnServiceInfo *
hn_service_get_info (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return &self->info;
}

guint
hn_service_get_exposure (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), 0);

  return self->exposure;
}

const HnSettings *
hn_service_get_settings (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  if (self->settings != NULL)
    return self->settings;

  return self->info.unit != NULL ? self->info.unit->settings : NULL;
}

void
hn_service_set_file (HnService *self, const char *path)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  g_free (self->info.file);
  self->info.file = g_strdup (path);
}

void
hn_service_set_root (HnService *self, const char *root)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  g_free (self->info.root);
  self->info.root = g_strdup (root);
}

guint
hn_service_get_staged_exposure (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), 0);

  return self->info.staged ? self->staged_exposure : self->exposure;
}

HnLevel
hn_service_get_staged_level (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), HN_LEVEL_PERFECT);

  return self->info.staged ? hn_level_from_exposure (self->staged_exposure) : self->info.level;
}

void
hn_service_set_staged (HnService *self, gboolean staged, guint exposure)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  staged = !!staged;
  if (self->info.staged == staged && (!staged || self->staged_exposure == exposure))
    return;

  self->info.staged = staged;
  self->staged_exposure = exposure;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGED_EXPOSURE]);
}

void
hn_service_set_accepted (HnService *self, HnAcceptedFiles *accepted)
{
  HnAcceptedFiles *before;

  g_return_if_fail (HN_IS_SERVICE (self));

  before = self->info.accepted;
  if (before == accepted)
    return;

  self->info.accepted = accepted != NULL ? hn_accepted_files_ref (accepted) : NULL;
  hn_accepted_files_unref (before);
  update_priority (self);
  g_signal_emit (self, accepted_changed_signal, 0);
}

void
hn_service_set_glance (HnService *self, const HnServiceFacts *facts)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  if (self->glance == facts)
    return;

  if (facts != NULL)
    hn_service_facts_ref ((HnServiceFacts *) facts);
  g_clear_pointer (&self->glance, hn_service_facts_unref);
  self->glance = (HnServiceFacts *) facts;
  update_priority (self);
}

void
hn_service_set_facts (HnService *self, HnServiceFacts *facts)
{
  g_return_if_fail (HN_IS_SERVICE (self));
  g_return_if_fail (facts != NULL);

  if (self->facts != NULL && hn_service_facts_equal (self->facts, facts))
    return;

  hn_service_facts_ref (facts);
  g_clear_pointer (&self->facts, hn_service_facts_unref);
  self->facts = facts;
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  g_signal_emit (self, facts_changed_signal, 0);
}

const HnServiceFacts *
hn_service_get_facts (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->facts;
}

void
hn_service_set_evidence (HnService *self, HnEvidence *evidence)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  if (self->evidence == evidence)
    return;

  clear_needs (self);
  g_clear_pointer (&self->evidence, hn_evidence_unref);
  self->evidence = evidence != NULL ? hn_evidence_ref (evidence) : NULL;
  g_signal_emit (self, evidence_changed_signal, 0);
}

const HnEvidence *
hn_service_get_evidence (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->evidence;
}

const HnNeed *
hn_service_get_need (HnService *self, guint check)
{
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);
  g_return_val_if_fail (check < HN_N_CHECKS, NULL);

  settings = hn_service_get_settings (self);
  if (self->evidence == NULL || settings == NULL)
    return NULL;

  if (self->needs == NULL)
    self->needs = g_new0 (HnNeed *, HN_N_CHECKS);
  if (self->needs[check] == NULL)
    self->needs[check] =
        hn_need_new (self->evidence, hn_check_get (check), settings->context.version);

  return self->needs[check];
}

const char *
hn_service_get_remark (HnService *self, HnDirectiveId directive)
{
  const HnSettings *settings;

  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  settings = hn_service_get_settings (self);
  if (settings == NULL)
    return NULL;

  if (self->remarks == NULL)
    {
      self->remarks = g_ptr_array_new_with_free_func (g_free);
      for (HnDirectiveId i = 0; i < HN_N_DIRECTIVES; i++)
        {
          g_auto (HnInForce) found = hn_in_force_find (settings, self->facts, i);

          g_ptr_array_add (self->remarks, hn_in_force_dup_text (&found));
        }
    }

  return self->remarks->pdata[directive];
}

void
hn_service_update (HnService *self, HnUnit *unit, HnPolicy *policy)
{
  g_autoptr (HnService) keep = NULL;

  g_return_if_fail (HN_IS_SERVICE (self));
  g_return_if_fail (unit != NULL);

  keep = g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));

  hn_unit_ref (unit);
  g_clear_pointer (&self->info.unit, hn_unit_unref);
  self->info.unit = unit;
  self->info.serial++;
  self->origins_known = FALSE;
  g_clear_pointer (&self->settings, hn_settings_free);

  /* Where the files were read before, most origins still hold; the rest is read again when it
   * is shown. */
  if (self->files != NULL && unit->settings != NULL)
    {
      self->settings = hn_settings_copy (unit->settings);
      if (unit->need_daemon_reload)
        hn_settings_warn_unread (self->settings);
      hn_settings_adopt_origins (self->settings, self->files);
    }

  g_free (self->info.fragment_path);
  self->info.fragment_path = g_strdup (unit->fragment_path);
  set_drop_ins (self, g_strdupv (unit->drop_ins));

  set_description (self, unit->description);
  set_states (self, unit->active_state, unit->sub_state);
  set_kind_by_type (self, unit->settings);
  assess (self, policy);

  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, assessed_signal, 0);
}

void
hn_service_update_from_settings (HnService *self, HnSettings *settings, HnPolicy *policy)
{
  g_autoptr (HnService) keep = NULL;
  guint n_files;
  GStrv drop_ins;

  g_return_if_fail (HN_IS_SERVICE (self));
  g_return_if_fail (settings != NULL);

  keep = g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));

  g_clear_pointer (&self->info.unit, hn_unit_unref);
  g_clear_pointer (&self->settings, hn_settings_free);
  g_clear_pointer (&self->files, hn_settings_free);
  self->settings = settings;
  self->info.serial++;
  self->origins_known = TRUE;

  n_files = settings->files->len;
  g_free (self->info.fragment_path);
  self->info.fragment_path = g_strdup (n_files > 0 ? hn_settings_get_file (settings, 0) : NULL);
  drop_ins = g_new0 (char *, MAX (n_files, 1));
  for (guint i = 1; i < n_files; i++)
    drop_ins[i - 1] = g_strdup (hn_settings_get_file (settings, i));
  set_drop_ins (self, drop_ins);

  set_description (self, settings->description);
  set_states (self, "", "");
  /* Of an offline root nothing is loaded. */
  if (self->info.root != NULL)
    set_kind_by_type (self, settings);
  else
    set_kind (self, HN_SERVICE_NOT_LOADED);
  assess (self, policy);

  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, assessed_signal, 0);
}

void
hn_service_set_not_loaded (HnService *self)
{
  g_autoptr (HnService) keep = NULL;

  g_return_if_fail (HN_IS_SERVICE (self));

  keep = g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));
  set_states (self, "", "");
  set_kind (self, HN_SERVICE_NOT_LOADED);
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
hn_service_get_search_key (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  if (self->search_key == NULL)
    {
      g_autofree char *text = g_strconcat (self->name, "\n", self->info.description, NULL);
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      self->search_key = g_utf8_casefold (valid, -1);
    }

  return self->search_key;
}

void
hn_service_reassess (HnService *self, HnPolicy *policy)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  g_object_freeze_notify (G_OBJECT (self));
  assess (self, policy);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, assessed_signal, 0);
}

/* What the thread that reads the files works with: copies, so that the service can go on. */
typedef struct
{
  HnSettings *settings; /* the manager's, which get the origins */
  HnSettings *files;    /* out */
  HnUnit *unit;         /* to tell whether the answer is still about the present state */
} Origins;

static void
origins_free (gpointer data)
{
  Origins *origins = data;

  g_clear_pointer (&origins->settings, hn_settings_free);
  g_clear_pointer (&origins->files, hn_settings_free);
  g_clear_pointer (&origins->unit, hn_unit_unref);
  g_free (origins);
}

static void
load_origins_thread (GTask *task,
                     gpointer source_object,
                     gpointer task_data,
                     GCancellable *cancellable)
{
  Origins *origins = task_data;
  g_autoptr (HnUnitLoader) loader = NULL;
  GError *error = NULL;

  loader = hn_unit_loader_new (NULL, origins->settings->context.scope,
                               origins->settings->context.version);
  if (g_task_return_error_if_cancelled (task))
    return;

  origins->files = hn_unit_loader_load (loader, origins->unit->name, &error);
  if (origins->files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  hn_settings_adopt_origins (origins->settings, origins->files);
  g_task_return_boolean (task, TRUE);
}

static void
load_origins_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnService *self = HN_SERVICE (g_task_get_source_object (task));
  Origins *origins = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  /* The service was read again while the thread worked: its answer is about a former state. The
   * values that did not change get their origins at the next reading. */
  g_clear_pointer (&self->files, hn_settings_free);
  self->files = g_steal_pointer (&origins->files);

  if (self->info.unit == origins->unit)
    {
      g_clear_pointer (&self->settings, hn_settings_free);
      self->settings = g_steal_pointer (&origins->settings);
      self->origins_known = TRUE;
      g_signal_emit (self, assessed_signal, 0);
    }

  g_task_return_boolean (task, TRUE);
}

void
hn_service_load_origins_async (HnService *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) work = NULL;
  Origins *origins;

  g_return_if_fail (HN_IS_SERVICE (self));

  task = g_task_new (self, cancellable, callback, user_data);

  if (self->origins_known || self->info.unit == NULL || self->info.unit->settings == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  origins = g_new0 (Origins, 1);
  origins->settings = hn_settings_copy (self->info.unit->settings);
  if (self->info.unit->need_daemon_reload)
    hn_settings_warn_unread (origins->settings);
  origins->unit = hn_unit_ref (self->info.unit);

  /* Without the service, which the thread might be the last to let go of. */
  work = g_task_new (NULL, cancellable, load_origins_cb, g_steal_pointer (&task));
  g_task_set_task_data (work, origins, origins_free);
  g_task_run_in_thread (work, load_origins_thread);
}

gboolean
hn_service_load_origins_finish (HnService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
