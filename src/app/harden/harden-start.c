/* The first page of a search: how far it goes, one's own checks, and what will happen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "harden-start.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/plain-row.h"

typedef struct
{
  GtkCheckButton *button;
  GtkLabel *score;
} Level;

struct _HnHardenStart
{
  AdwNavigationPage parent_instance;

  HnHardening *hardening; /* owned */

  /* borrowed, children of the template */
  Level rows[HN_N_HARDEN_LEVELS];
  AdwWindowTitle *window_title;
  GtkWidget *blocked_box;
  GtkLabel *blocked;
  GtkWidget *choices;
  GtkListBox *levels;
  AdwActionRow *choice_row;
  GtkWidget *watch_row;
  AdwEntryRow *check_row;
  GtkWidget *mistake_row;
  GtkLabel *mistake;
  AdwSwitchRow *keep_row;
  GtkLabel *consequences;
  GtkWidget *start_button;
  GtkWidget *close_button; /* where there is nothing to start */
};

G_DEFINE_FINAL_TYPE (HnHardenStart, hn_harden_start, ADW_TYPE_NAVIGATION_PAGE)

static guint
get_watch_seconds (HnHardenStart *self)
{
  static const guint seconds[] = { 0, 30, 300, 1800 };
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->watch_row));

  if (!gtk_widget_get_visible (self->watch_row) || selected >= G_N_ELEMENTS (seconds))
    return 0;

  return seconds[selected];
}

static HnHardenLevel
get_level (HnHardenStart *self)
{
  HnHardenLevel level = HN_HARDEN_CAREFUL;

  while (!gtk_check_button_get_active (self->rows[level].button) && level + 1 < HN_N_HARDEN_LEVELS)
    level++;

  return level;
}

/* (transfer full): the person's own check, empty for none */
static char *
dup_check (HnHardenStart *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->check_row))));
}

static void
update_start (HnHardenStart *self)
{
  gtk_widget_set_sensitive (self->start_button,
                            hn_hardening_get_info (self->hardening)->state == HN_HARDENING_READY &&
                                !gtk_widget_get_visible (self->mistake_row));
}

static void
check_cb (HnHardenStart *self)
{
  g_autofree char *check = dup_check (self);
  const char *mistake = hn_harden_check_find_mistake (check);
  g_autofree char *text = NULL;

  if (mistake != NULL)
    /* Translators: %s says what is wrong with what the person wrote */
    text = g_strdup_printf (_ ("This cannot be checked: %s."), mistake);
  gtk_label_set_label (self->mistake, text != NULL ? text : "");
  gtk_widget_set_visible (self->mistake_row, mistake != NULL);
  if (mistake != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->check_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->check_row), "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check_row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->check_row), GTK_ACCESSIBLE_STATE_INVALID,
                               mistake != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  update_start (self);
}

static void
start_cb (HnHardenStart *self)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *check = dup_check (self);

  if (*check != '\0')
    g_ptr_array_add (checks, g_steal_pointer (&check));
  hn_hardening_start (self->hardening, get_level (self), get_watch_seconds (self), checks,
                      adw_switch_row_get_active (self->keep_row));
}

static void
show_consequences (HnHardenStart *self)
{
  g_autoptr (GPtrArray) sentences = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  sentences = hn_hardening_list_consequences (self->hardening, get_watch_seconds (self));
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s\n", (char *) sentences->pdata[i]);
  g_string_append (text,
                   get_watch_seconds (self) > 0
                       ? _ ("The exposures above go by what is known so far: what watching it "
                            "shows may make them better or worse.")
                       : _ ("The exposures above go by what is known so far."));
  gtk_label_set_label (self->consequences, text->str);
}

static void
show_scores (HnHardenStart *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);

  for (HnHardenLevel level = 0; level < HN_N_HARDEN_LEVELS; level++)
    {
      g_autofree char *text = NULL;

      if (info->offer == NULL)
        /* Translators: in the place of a score that is still being worked out */
        text = g_strdup (_ ("…"));
      else if (info->offer->n_lines[level] == 0 && get_watch_seconds (self) > 0)
        /* Translators: of a level: nothing is known yet that it could take */
        text = g_strdup (_ ("Nothing so far; watching the service may show more"));
      else if (info->offer->n_lines[level] == 0)
        /* Translators: of a level: it would change nothing */
        text = g_strdup (_ ("Nothing to do"));
      else
        text = hn_exposure_dup_change (info->before, info->offer->exposures[level]);
      gtk_label_set_label (self->rows[level].score, text);
    }
}

/* What a person picks otherwise than the level has it. */
static void
show_choice (HnHardenStart *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  g_autofree char *text = NULL;
  guint exposure;

  gtk_widget_set_sensitive (GTK_WIDGET (self->choice_row), info->state == HN_HARDENING_READY);
  if (!hn_hardening_choice_is_own (info->choice))
    text = g_strdup (_ ("Decide about each protection"));
  else if (hn_hardening_choice_find_exposure (info->choice, &exposure))
    text = hn_exposure_dup_change (info->before, exposure);
  else
    return;
  adw_action_row_set_subtitle (self->choice_row, text);
}

static void
choose_cb (HnHardenStart *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "harden.choose", NULL);
}

static void
choice_changed_cb (HnHardenStart *self)
{
  show_choice (self);
  show_consequences (self);
}

static void
watch_cb (HnHardenStart *self)
{
  if (self->hardening == NULL)
    return;
  show_scores (self);
  show_consequences (self);
}

static void
update (HnHardenStart *self)
{
  const HnHardeningInfo *info = hn_hardening_get_info (self->hardening);
  gboolean blocked = info->state == HN_HARDENING_BLOCKED;

  gtk_widget_set_visible (self->blocked_box, blocked);
  gtk_widget_set_visible (self->choices, !blocked);
  gtk_label_set_label (self->blocked, blocked ? info->blocked : "");
  gtk_widget_set_visible (self->start_button, !blocked);
  gtk_widget_set_visible (self->close_button, blocked);
  update_start (self);
  show_scores (self);
  show_choice (self);
  show_consequences (self);
  /* What had the focus is gone. */
  if (blocked && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
chosen_cb (HnHardenStart *self, GParamSpec *pspec, GtkCheckButton *button)
{
  if (self->hardening != NULL && gtk_check_button_get_active (button))
    hn_hardening_choice_set_level (hn_hardening_get_info (self->hardening)->choice,
                                   get_level (self));
}

/* The score stands below the words, and not beside them: there large text leaves no room for it. */
static void
add_level (HnHardenStart *self, HnHardenLevel level)
{
  const char *title = _ (hn_harden_level_get_title (level));
  const char *meaning = _ (hn_harden_level_get_meaning (level));
  Level *row = &self->rows[level];
  GtkBox *texts = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 3,
                                "hexpand", TRUE, NULL);
  GtkBox *box = g_object_new (GTK_TYPE_BOX, "spacing", 12, "margin-top", 9, "margin-bottom", 9,
                              "margin-start", 12, "margin-end", 12, NULL);
  GtkWidget *widget;

  row->button = GTK_CHECK_BUTTON (gtk_check_button_new ());
  row->score = GTK_LABEL (hn_wrapped_label_new ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (row->score), "numeric");
  gtk_widget_set_valign (GTK_WIDGET (row->button), GTK_ALIGN_CENTER);
  if (level > 0)
    gtk_check_button_set_group (row->button, self->rows[0].button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, meaning, -1);
  gtk_box_append (texts, hn_wrapped_label_new (title, FALSE));
  gtk_box_append (texts, hn_wrapped_label_new (meaning, TRUE));
  gtk_box_append (texts, GTK_WIDGET (row->score));
  gtk_box_append (box, GTK_WIDGET (row->button));
  gtk_box_append (box, GTK_WIDGET (texts));
  g_signal_connect_object (row->button, "notify::active", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  widget = g_object_new (ADW_TYPE_PREFERENCES_ROW, "title", title, "child", box, NULL);
  gtk_list_box_append (self->levels, widget);
}

static void
level_cb (HnHardenStart *self, GtkListBoxRow *row)
{
  gtk_check_button_set_active (self->rows[gtk_list_box_row_get_index (row)].button, TRUE);
}

static gboolean
hn_harden_start_grab_focus (GtkWidget *widget)
{
  HnHardenStart *self = HN_HARDEN_START (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->close_button)
                                    ? self->close_button
                                    : GTK_WIDGET (self->rows[HN_HARDEN_FITTING].button));
}

static void
hn_harden_start_dispose (GObject *object)
{
  g_clear_object (&HN_HARDEN_START (object)->hardening);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_HARDEN_START);

  G_OBJECT_CLASS (hn_harden_start_parent_class)->dispose (object);
}

static void
hn_harden_start_class_init (HnHardenStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_harden_start_dispose;
  widget_class->grab_focus = hn_harden_start_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/harden-start.ui");
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, blocked_box);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, blocked);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, choices);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, levels);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, choice_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, watch_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, check_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, mistake_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, mistake);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, keep_row);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, consequences);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, start_button);
  gtk_widget_class_bind_template_child (widget_class, HnHardenStart, close_button);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, watch_cb);
}

static void
hn_harden_start_init (HnHardenStart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (HnHardenLevel level = 0; level < HN_N_HARDEN_LEVELS; level++)
    add_level (self, level);
  gtk_check_button_set_active (self->rows[HN_HARDEN_FITTING].button, TRUE);
  g_signal_connect_object (self->levels, "row-activated", G_CALLBACK (level_cb), self,
                           G_CONNECT_SWAPPED);
}

AdwNavigationPage *
hn_harden_start_new (HnHardening *hardening)
{
  HnHardenStart *self;
  const HnHardeningInfo *info;

  g_return_val_if_fail (HN_IS_HARDENING (hardening), NULL);

  self = g_object_new (HN_TYPE_HARDEN_START, NULL);
  self->hardening = g_object_ref (hardening);
  info = hn_hardening_get_info (hardening);
  adw_window_title_set_subtitle (self->window_title,
                                 hn_service_get_name (hn_changes_get_service (info->changes)));
  /* The observer watches the system's services. */
  gtk_widget_set_visible (self->watch_row, info->scope == HN_SCOPE_SYSTEM);
  hn_hardening_choice_set_level (info->choice, get_level (self));
  g_signal_connect_object (hardening, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (info->choice, "changed", G_CALLBACK (choice_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return ADW_NAVIGATION_PAGE (self);
}
