/* The list of presets. What each would do is worked out in a thread and comes a moment later.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "presets-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "model/changes-advice.h"

typedef struct
{
  GtkLabel *score;
  GtkWidget *button;
} Row;

struct _HnPresetsDialog
{
  AdwDialog parent_instance;

  /* owned */
  HnChanges *changes;
  GPtrArray *offers; /* (nullable) */
  GCancellable *cancellable;
  GArray *rows; /* of Row, in the order of the presets */

  /* borrowed, children of the template */
  AdwPreferencesGroup *group;
  AdwBreakpoint *tight;
};

G_DEFINE_FINAL_TYPE (HnPresetsDialog, hn_presets_dialog, ADW_TYPE_DIALOG)

static void
stage_cb (HnPresetsDialog *self, GtkWidget *button)
{
  for (guint i = 0; self->offers != NULL && i < self->rows->len && i < self->offers->len; i++)
    if (g_array_index (self->rows, Row, i).button == button)
      {
        const HnPresetOffer *offer = self->offers->pdata[i];

        hn_changes_set_list (self->changes, offer->changes);
        adw_dialog_close (ADW_DIALOG (self));
        return;
      }
}

static GtkWidget *
text_new (const char *text, gboolean small)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);

  if (small)
    {
      gtk_widget_add_css_class (label, "dimmed");
      gtk_widget_add_css_class (label, "caption");
    }

  return label;
}

static GtkBox *
box_new (GtkOrientation orientation, int spacing)
{
  return g_object_new (GTK_TYPE_BOX, "orientation", orientation, "spacing", spacing, "valign",
                       GTK_ALIGN_CENTER, NULL);
}

/* Not an action row: there, what stands at the end stays beside the words however little
 * space is left for them. */
static void
add_row (HnPresetsDialog *self, const HnPreset *preset)
{
  Row row = { g_object_new (GTK_TYPE_LABEL, "xalign", 1.0f, "wrap", TRUE, NULL),
              g_object_new (GTK_TYPE_BUTTON, "label", _ ("Add"), "halign", GTK_ALIGN_END,
                            "sensitive", FALSE, NULL) };
  /* Translators: what a screen reader says about a button; %s is the name of a preset */
  g_autofree char *name = g_strdup_printf (_ ("Add preset %s"), _ (preset->title));
  GtkBox *texts = box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkBox *box = box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkBox *outer = g_object_new (GTK_TYPE_BOX, "spacing", 12, "margin-top", 9, "margin-bottom", 9,
                                "margin-start", 12, "margin-end", 12, NULL);
  GtkWidget *widget = g_object_new (ADW_TYPE_PREFERENCES_ROW, "title", _ (preset->title), "child",
                                    outer, "activatable", FALSE, NULL);
  g_auto (GValue) vertical = G_VALUE_INIT;

  gtk_widget_set_hexpand (GTK_WIDGET (texts), TRUE);
  gtk_box_append (texts, text_new (_ (preset->title), FALSE));
  gtk_box_append (texts, text_new (_ (preset->description), TRUE));
  gtk_box_append (outer, GTK_WIDGET (texts));

  /* Otherwise its own short words come first. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row.button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row.button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_connect_object (row.button, "clicked", G_CALLBACK (stage_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (GTK_WIDGET (row.score), "numeric");
  gtk_box_append (box, GTK_WIDGET (row.score));
  gtk_box_append (box, row.button);
  gtk_box_append (outer, GTK_WIDGET (box));

  g_value_init (&vertical, GTK_TYPE_ORIENTATION);
  g_value_set_enum (&vertical, GTK_ORIENTATION_VERTICAL);
  adw_breakpoint_add_setter (self->tight, G_OBJECT (outer), "orientation", &vertical);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (preset->title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (preset->description), -1);
  adw_preferences_group_add (self->group, widget);
  g_array_append_val (self->rows, row);
}

static void
offered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnPresetsDialog) self = user_data;
  GPtrArray *offers = hn_changes_offer_presets_finish (HN_CHANGES (object), result, NULL);
  const HnAssessment *after = hn_changes_get_after (self->changes);

  if (offers == NULL)
    return;

  g_clear_pointer (&self->offers, g_ptr_array_unref);
  self->offers = offers;

  for (guint i = 0; i < offers->len && i < self->rows->len; i++)
    {
      const HnPresetOffer *offer = offers->pdata[i];
      Row *row = &g_array_index (self->rows, Row, i);
      g_autofree char *text = NULL;

      if (offer->changes->len == 0)
        /* Translators: of a preset: the service has all of it already */
        text = g_strdup (_ ("Nothing left to do"));
      else
        text = hn_exposure_dup_change (after->exposure, offer->exposure);
      gtk_label_set_label (row->score, text);
      gtk_widget_set_sensitive (row->button, offer->changes->len > 0);
    }
}

static void
hn_presets_dialog_dispose (GObject *object)
{
  HnPresetsDialog *self = HN_PRESETS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->changes);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_PRESETS_DIALOG);

  G_OBJECT_CLASS (hn_presets_dialog_parent_class)->dispose (object);
}

static void
hn_presets_dialog_class_init (HnPresetsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_presets_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/presets-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HnPresetsDialog, group);
  gtk_widget_class_bind_template_child (widget_class, HnPresetsDialog, tight);
}

static void
hn_presets_dialog_init (HnPresetsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->cancellable = g_cancellable_new ();
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  for (guint i = 0; i < hn_preset_get_n (); i++)
    add_row (self, hn_preset_get (i));
}

AdwDialog *
hn_presets_dialog_new (HnChanges *changes)
{
  HnPresetsDialog *self;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  self = g_object_new (HN_TYPE_PRESETS_DIALOG, NULL);
  self->changes = g_object_ref (changes);
  hn_changes_offer_presets_async (changes, self->cancellable, offered_cb, g_object_ref (self));

  return ADW_DIALOG (self);
}
