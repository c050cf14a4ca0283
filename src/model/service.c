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

  /* Owned. */
  char *name;
  char *description;
  char *search_key; /* made when it is asked for */
  char *fragment_path;
  GStrv drop_ins;
  HnUnit *unit;         /* keeps its settings alive; NULL for services read from files */
  HnSettings *settings; /* replaces those of the unit: read from files, or with origins */
  HnSettings *files;    /* what the unit's files said when the origins were last read */
  HnAssessment *assessment;
  HnPolicy *policy; /* by which it was assessed; NULL for the built-in weights */

  /* Borrowed: interned strings. */
  const char *active_state;
  const char *sub_state;

  char *root; /* (nullable): the offline root it is in */
  char *file; /* (nullable): the file a person opened */

  guint serial; /* counts the readings */
  guint place;  /* counts the changes of what a list sorts and filters by */
  guint exposure;
  guint staged_exposure;
  HnLevel level;
  HnServiceKind kind;
  gboolean running;
  gboolean refused;
  gboolean staged;
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
  PROP_STAGED_EXPOSURE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static guint assessed_signal;

G_DEFINE_FINAL_TYPE (HnService, hn_service, G_TYPE_OBJECT)

static void
set_exposure (HnService *self, guint exposure, HnLevel level)
{
  if (self->exposure != exposure)
    {
      self->exposure = exposure;
      self->place++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPOSURE]);
    }

  if (self->level != level)
    {
      self->level = level;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
    }
}

static void
set_description (HnService *self, const char *description)
{
  if (g_strcmp0 (self->description, description != NULL ? description : "") == 0)
    return;

  g_free (self->description);
  self->description = g_strdup (description != NULL ? description : "");
  self->place++;
  g_clear_pointer (&self->search_key, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

static void
set_kind (HnService *self, HnServiceKind kind)
{
  if (self->kind == kind)
    return;

  self->kind = kind;
  self->place++;
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

  if (self->active_state != active_state)
    {
      self->active_state = active_state;
      self->place++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE_STATE]);
    }

  if (self->sub_state != sub_state)
    {
      self->sub_state = sub_state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUB_STATE]);
    }

  /* One that has done its work counts as active, but no process of it is there any more. */
  running = (g_str_equal (active_state, "active") && !g_str_equal (sub_state, "exited")) ||
            g_str_equal (active_state, "reloading") || g_str_equal (active_state, "refreshing");
  if (self->running != running)
    {
      self->running = running;
      self->place++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
    }
}

static void
assess (HnService *self, HnPolicy *policy)
{
  const HnSettings *settings = hn_service_get_settings (self);
  HnLoadState state = settings != NULL ? settings->load_state : HN_LOAD_LOADED;
  gboolean refused = state == HN_LOAD_BAD_SETTING || state == HN_LOAD_ERROR;

  self->place += self->refused != refused;
  self->refused = refused;
  if (self->policy != policy)
    {
      g_clear_pointer (&self->policy, hn_policy_unref);
      self->policy = policy != NULL ? hn_policy_ref (policy) : NULL;
    }

  if (settings == NULL)
    {
      g_clear_pointer (&self->assessment, g_free);
      set_exposure (self, 0, HN_LEVEL_PERFECT);
      return;
    }

  if (self->assessment == NULL)
    self->assessment = g_new (HnAssessment, 1);

  hn_assess (settings, policy, self->assessment);
  set_exposure (self, self->assessment->exposure, self->assessment->level);
}

static void
hn_service_dispose (GObject *object)
{
  HnService *self = HN_SERVICE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->search_key, g_free);
  g_clear_pointer (&self->fragment_path, g_free);
  g_clear_pointer (&self->drop_ins, g_strfreev);
  g_clear_pointer (&self->unit, hn_unit_unref);
  g_clear_pointer (&self->settings, hn_settings_free);
  g_clear_pointer (&self->files, hn_settings_free);
  g_clear_pointer (&self->assessment, g_free);
  g_clear_pointer (&self->policy, hn_policy_unref);
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->file, g_free);

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
      g_value_set_string (value, self->description);
      break;
    case PROP_EXPOSURE:
      g_value_set_uint (value, self->exposure);
      break;
    case PROP_LEVEL:
      g_value_set_uint (value, self->level);
      break;
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;
    case PROP_ACTIVE_STATE:
      g_value_set_static_string (value, self->active_state);
      break;
    case PROP_SUB_STATE:
      g_value_set_static_string (value, self->sub_state);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
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
  properties[PROP_STAGED_EXPOSURE] =
      g_param_spec_uint ("staged-exposure", NULL, NULL, 0, 100, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  assessed_signal = g_signal_new ("assessed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_service_init (HnService *self)
{
  self->description = g_strdup ("");
  self->active_state = g_intern_static_string ("");
  self->sub_state = self->active_state;
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

const char *
hn_service_get_description (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->description;
}

guint
hn_service_get_exposure (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), 0);

  return self->exposure;
}

HnLevel
hn_service_get_level (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), HN_LEVEL_PERFECT);

  return self->level;
}

const char *
hn_service_get_emoji (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return hn_level_get_emoji (self->level);
}

HnServiceKind
hn_service_get_kind (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), HN_SERVICE_LONG_RUNNING);

  return self->kind;
}

const char *
hn_service_get_active_state (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->active_state;
}

const char *
hn_service_get_sub_state (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->sub_state;
}

gboolean
hn_service_get_running (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), FALSE);

  return self->running;
}

const char *
hn_service_get_fragment_path (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->fragment_path;
}

const char *const *
hn_service_get_drop_ins (HnService *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (HN_IS_SERVICE (self), none);

  return self->drop_ins != NULL ? (const char *const *) self->drop_ins : none;
}

const HnSettings *
hn_service_get_settings (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  if (self->settings != NULL)
    return self->settings;

  return self->unit != NULL ? self->unit->settings : NULL;
}

HnUsage
hn_service_get_usage (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), (HnUsage){ 0 });

  return hn_unit_get_usage (self->unit);
}

gboolean
hn_service_get_refused (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), FALSE);

  return self->refused;
}

const HnAssessment *
hn_service_get_assessment (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->assessment;
}

const HnPolicy *
hn_service_get_policy (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->policy;
}

guint
hn_service_get_serial (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), 0);

  return self->serial;
}

guint
hn_service_get_place (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), 0);

  return self->place;
}

const char *
hn_service_get_root (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->root;
}

const char *
hn_service_get_file (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), NULL);

  return self->file;
}

void
hn_service_set_file (HnService *self, const char *path)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  g_free (self->file);
  self->file = g_strdup (path);
}

void
hn_service_set_root (HnService *self, const char *root)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  g_free (self->root);
  self->root = g_strdup (root);
}

gboolean
hn_service_get_staged (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), FALSE);

  return self->staged;
}

guint
hn_service_get_staged_exposure (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), 0);

  return self->staged ? self->staged_exposure : self->exposure;
}

HnLevel
hn_service_get_staged_level (HnService *self)
{
  g_return_val_if_fail (HN_IS_SERVICE (self), HN_LEVEL_PERFECT);

  return self->staged ? hn_level_from_exposure (self->staged_exposure) : self->level;
}

void
hn_service_set_staged (HnService *self, gboolean staged, guint exposure)
{
  g_return_if_fail (HN_IS_SERVICE (self));

  staged = !!staged;
  if (self->staged == staged && (!staged || self->staged_exposure == exposure))
    return;

  self->staged = staged;
  self->staged_exposure = exposure;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGED_EXPOSURE]);
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
  g_clear_pointer (&self->unit, hn_unit_unref);
  self->unit = unit;
  self->serial++;
  self->origins_known = FALSE;
  g_clear_pointer (&self->settings, hn_settings_free);

  /* Where the files were read before, most origins still hold; the rest is read again by whoever
   * shows them. */
  if (self->files != NULL && unit->settings != NULL)
    {
      self->settings = hn_settings_copy (unit->settings);
      if (unit->need_daemon_reload)
        hn_settings_warn_unread (self->settings);
      hn_settings_adopt_origins (self->settings, self->files);
    }

  g_free (self->fragment_path);
  self->fragment_path = g_strdup (unit->fragment_path);
  g_strfreev (self->drop_ins);
  self->drop_ins = g_strdupv (unit->drop_ins);

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

  g_return_if_fail (HN_IS_SERVICE (self));
  g_return_if_fail (settings != NULL);

  keep = g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));

  g_clear_pointer (&self->unit, hn_unit_unref);
  g_clear_pointer (&self->settings, hn_settings_free);
  g_clear_pointer (&self->files, hn_settings_free);
  self->settings = settings;
  self->serial++;
  self->origins_known = TRUE;

  n_files = settings->files->len;
  g_free (self->fragment_path);
  self->fragment_path = g_strdup (n_files > 0 ? hn_settings_get_file (settings, 0) : NULL);
  g_strfreev (self->drop_ins);
  self->drop_ins = g_new0 (char *, MAX (n_files, 1));
  for (guint i = 1; i < n_files; i++)
    self->drop_ins[i - 1] = g_strdup (hn_settings_get_file (settings, i));

  set_description (self, settings->description);
  set_states (self, "", "");
  /* Of an offline root nothing is loaded. */
  if (self->root != NULL)
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
      g_autofree char *text = g_strconcat (self->name, "\n", self->description, NULL);
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
  char *name;
  HnScope scope;
  guint version;
  HnSettings *settings; /* the manager's, which get the origins */
  HnSettings *files;    /* out */
  HnUnit *unit;         /* to tell whether the answer is still about the present state */
} Origins;

static void
origins_free (gpointer data)
{
  Origins *origins = data;

  g_free (origins->name);
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

  loader = hn_unit_loader_new (NULL, origins->scope, origins->version);
  if (g_task_return_error_if_cancelled (task))
    return;

  origins->files = hn_unit_loader_load (loader, origins->name, &error);
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

  if (self->unit == origins->unit)
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

  if (self->origins_known || self->unit == NULL || self->unit->settings == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  origins = g_new0 (Origins, 1);
  origins->name = g_strdup (self->name);
  origins->scope = self->unit->settings->context.scope;
  origins->version = self->unit->settings->context.version;
  origins->settings = hn_settings_copy (self->unit->settings);
  if (self->unit->need_daemon_reload)
    hn_settings_warn_unread (origins->settings);
  origins->unit = hn_unit_ref (self->unit);

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
