/* The rows take a while to be made and to be brought up to date: that is done while somebody can
 * see them, and not for each service that is only passed by.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "protections-page.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/return-key.h"
#include "app/common/trial-banner.h"
#include "check-search.h"
#include "detail-checks.h"
#include "setting-group-row.h"

struct _HnProtectionsPage
{
  AdwNavigationPage parent_instance;

  gboolean open;    /* somebody can see it */
  guint n_settings; /* rows to be seen */

  /* owned */
  HnChanges *changes; /* (nullable) */
  GStrv words;        /* (nullable): what is searched for */

  /* borrowed, children of the template */
  AdwWindowTitle *title;
  HnTrialBanner *trial_banner;
  GtkSearchEntry *search_entry;
  GtkLabel *score;
  GtkStack *stack;
  GtkLabel *blocked;
  HnDetailChecks *checks;
  GtkWidget *settings_box;
  GtkListBox *settings_list;
  AdwStatusPage *nothing;
};

G_DEFINE_FINAL_TYPE (HnProtectionsPage, hn_protections_page, ADW_TYPE_NAVIGATION_PAGE)

/* ---- What is found ---- */

/* The rows of checks may still be on their way. */
static void
show_found_cb (HnProtectionsPage *self)
{
  gboolean nothing = self->words != NULL && self->n_settings == 0 &&
                     hn_detail_checks_get_n_visible (self->checks) == 0;

  gtk_stack_set_visible_child_name (self->stack, nothing ? "nothing" : "list");
}

static void
arrange_settings (HnProtectionsPage *self)
{
  if (self->changes == NULL)
    return;

  self->n_settings =
      hn_check_row_base_arrange_list (self->settings_list, 0, (const char *const *) self->words);
  gtk_widget_set_visible (self->settings_box, self->n_settings > 0);
}

static void
announce_found (HnProtectionsPage *self)
{
  guint n = self->n_settings + hn_detail_checks_get_n_visible (self->checks);
  g_autofree char *text = NULL;

  if (self->words == NULL)
    return;

  if (n == 0)
    text = g_strdup (adw_status_page_get_description (self->nothing));
  else
    /* Translators: said by screen readers: how many rows a search has found */
    text = g_strdup_printf (ngettext ("%u found", "%u found", n), n);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
search_changed_cb (HnProtectionsPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *nothing = NULL;
  gboolean failed_only;

  g_strfreev (self->words);
  self->words = hn_search_dup_words (text);
  if (!self->open)
    return;

  g_object_get (self->checks, "failed-only", &failed_only, NULL);
  if (failed_only)
    /* Translators: %s is what somebody searches for; the checks are limited to those that failed */
    nothing = g_strdup_printf (_ ("No failed check and no setting has “%s” in its name or its "
                                  "meaning."),
                               trimmed);
  else
    /* Translators: %s is what somebody searches for */
    nothing = g_strdup_printf (_ ("No check and no setting has “%s” in its name or its meaning."),
                               trimmed);
  adw_status_page_set_description (self->nothing, nothing);
  arrange_settings (self);
  hn_detail_checks_search (self->checks, (const char *const *) self->words);
  announce_found (self);
}

static void
clear_search (HnProtectionsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  /* At once, and not after the delay for those who type. */
  search_changed_cb (self);
}

static void
clear_search_cb (HnProtectionsPage *self)
{
  clear_search (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* Escape ends the search, and where there is none, leads back. */
static void
stop_search_cb (HnProtectionsPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    clear_search (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
}

/* (nullable) */
static GtkWidget *
find_row (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (HN_IS_CHECK_ROW_BASE (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* From the search to what it has found. */
static void
focus_first_cb (HnProtectionsPage *self)
{
  GtkWidget *row;

  /* What was typed last may be waiting yet. */
  search_changed_cb (self);
  row = find_row (GTK_WIDGET (self->checks));
  if (row == NULL)
    row = find_row (self->settings_box);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static gboolean
search_key_cb (HnProtectionsPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  focus_first_cb (self);
  return GDK_EVENT_STOP;
}

/* Wherever the focus is, Escape ends a search before it leads back. */
static gboolean
key_pressed_cb (HnProtectionsPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval == GDK_KEY_Escape && self->words != NULL)
    {
      clear_search_cb (self);
      return GDK_EVENT_STOP;
    }

  return hn_return_key_activate (GTK_WIDGET (self), keyval, state);
}

/* ---- What is shown ---- */

static void
show_rows (HnProtectionsPage *self, gboolean staged)
{
  if (!self->open || self->changes == NULL)
    return;

  hn_check_row_base_set_list_changes (self->settings_list, self->changes);
  arrange_settings (self);
  hn_detail_checks_show (self->checks, self->changes, staged);
}

static void
hn_protections_page_showing (AdwNavigationPage *page)
{
  HnProtectionsPage *self = HN_PROTECTIONS_PAGE (page);

  self->open = TRUE;
  show_rows (self, FALSE);
}

static void
hn_protections_page_hidden (AdwNavigationPage *page)
{
  HnProtectionsPage *self = HN_PROTECTIONS_PAGE (page);

  clear_search (self);
  self->open = FALSE;
}

static void
hn_protections_page_dispose (GObject *object)
{
  HnProtectionsPage *self = HN_PROTECTIONS_PAGE (object);

  g_clear_object (&self->changes);
  g_clear_pointer (&self->words, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_PROTECTIONS_PAGE);

  G_OBJECT_CLASS (hn_protections_page_parent_class)->dispose (object);
}

static void
hn_protections_page_class_init (HnProtectionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_protections_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->showing = hn_protections_page_showing;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = hn_protections_page_hidden;

  g_type_ensure (HN_TYPE_DETAIL_CHECKS);
  g_type_ensure (HN_TYPE_TRIAL_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/protections-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, title);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, trial_banner);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, score);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, blocked);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, checks);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, settings_box);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, settings_list);
  gtk_widget_class_bind_template_child (widget_class, HnProtectionsPage, nothing);
  gtk_widget_class_bind_template_callback (widget_class, show_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_first_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

/* The settings without checks, in the same groups as the checks. */
static void
make_settings_list (HnProtectionsPage *self)
{
  hn_check_row_base_connect_list (self->settings_list);
  for (guint i = 0; i < HN_N_GROUPS; i++)
    {
      HnCheckRowBase *row = hn_setting_group_row_new (i);

      if (row == NULL)
        continue;
      hn_check_row_base_set_position (row, i);
      gtk_list_box_append (self->settings_list, GTK_WIDGET (row));
    }
}

static void
hn_protections_page_init (HnProtectionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_settings_list (self);
  /* What is typed on this page is for its own search, and not for that of the list beside it. */
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
}

void
hn_protections_page_show (HnProtectionsPage *self, HnChanges *changes, gboolean staged)
{
  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));
  g_return_if_fail (changes == NULL || HN_IS_CHANGES (changes));

  if (g_set_object (&self->changes, changes))
    {
      /* What they show of another service is not brought up to date any more. */
      hn_detail_checks_show (self->checks, NULL, FALSE);
      clear_search (self);
      adw_window_title_set_subtitle (self->title,
                                     changes != NULL
                                         ? hn_service_get_name (hn_changes_get_service (changes))
                                         : "");
      hn_trial_banner_set_unit (self->trial_banner,
                                changes != NULL
                                    ? hn_service_get_name (hn_changes_get_service (changes))
                                    : NULL);
    }
  hn_protections_page_show_score (self, changes);
  show_rows (self, staged);
}

void
hn_protections_page_show_score (HnProtectionsPage *self, HnChanges *changes)
{
  const HnAssessment *after = changes != NULL ? hn_changes_get_after (changes) : NULL;
  g_autofree char *figure = NULL;
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;
  HnLevel level;

  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));

  if (after == NULL)
    return;

  level = hn_level_from_exposure (after->exposure);
  figure = hn_exposure_dup_text (after->exposure);
  text = g_strdup_printf ("%s %s", figure, hn_level_get_emoji (level));
  if (g_str_equal (text, gtk_label_get_label (self->score)))
    return;

  /* Translators: the name of the ring for a screen reader: a figure such as 9.6, then the level
   * such as Unsafe. */
  spoken = g_strdup_printf (_ ("Exposure %s of 10, %s"), figure, _ (hn_level_get_title (level)));
  gtk_label_set_label (self->score, text);
  hn_level_style_apply (GTK_WIDGET (self->score), level);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->score), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 10.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, after->exposure / 10.0, -1);
}

void
hn_protections_page_show_blocked (HnProtectionsPage *self, const char *text)
{
  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));

  hn_label_show_text (self->blocked, text);
}

void
hn_protections_page_set_trials (HnProtectionsPage *self, HnTrialHub *hub)
{
  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));

  hn_trial_banner_follow (self->trial_banner, hub, TRUE);
}

void
hn_protections_page_set_space (HnProtectionsPage *self, HnSpace space)
{
  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));

  hn_detail_checks_set_space (self->checks, space);
  hn_check_row_base_set_list_space (self->settings_list, space);
}

void
hn_protections_page_start_search (HnProtectionsPage *self)
{
  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
hn_protections_page_reveal (HnProtectionsPage *self, guint check)
{
  g_return_if_fail (HN_IS_PROTECTIONS_PAGE (self));

  clear_search (self);
  if (self->open && self->changes != NULL)
    hn_detail_checks_reveal (self->checks, check);
}
