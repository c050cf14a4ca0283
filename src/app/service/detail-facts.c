/* Lines with a title and a text. They are looked after while somebody can see the
 * page of the service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detail-facts.h"

#include "engine/facts/facts-text.h"
#include "source/facts/facts-reader.h"

struct _HnDetailFacts
{
  GtkBox parent_instance;

  gboolean stacked;

  /* owned */
  HnFactsWatch *watch;
  HnService *service; /* (nullable) */
  GSignalGroup *signals;

  /* borrowed, children of the template */
  GtkBox *lines;
  GtkSizeGroup *titles;
};

G_DEFINE_FINAL_TYPE (HnDetailFacts, hn_detail_facts, GTK_TYPE_BOX)

static GtkWidget *
make_label (const char *text)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "yalign", 0.0f, "wrap", TRUE,
                       "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
}

static void
add_line (HnDetailFacts *self, const HnFactsLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = make_label (line->title);
  GtkWidget *text = make_label (line->text);

  gtk_widget_add_css_class (title, "dimmed");
  gtk_size_group_add_widget (self->titles, title);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (self->lines, box);
}

static void
lay_out (HnDetailFacts *self)
{
  GtkOrientation orientation =
      self->stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_size_group_set_mode (self->titles,
                           self->stacked ? GTK_SIZE_GROUP_NONE : GTK_SIZE_GROUP_HORIZONTAL);
  for (GtkWidget *line = gtk_widget_get_first_child (GTK_WIDGET (self->lines)); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    {
      gtk_orientable_set_orientation (GTK_ORIENTABLE (line), orientation);
      gtk_box_set_spacing (GTK_BOX (line), self->stacked ? 0 : 12);
      /* In a column all are as wide as the longest. */
      gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_first_child (line)), self->stacked);
    }
}

static void
show_facts (HnDetailFacts *self)
{
  const HnServiceFacts *facts = self->service != NULL ? hn_service_get_facts (self->service) : NULL;
  g_autofree char *started = facts != NULL ? hn_service_facts_dup_started (facts) : NULL;
  g_autoptr (GPtrArray) lines = facts != NULL ? hn_service_facts_list_lines (facts, started) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    add_line (self, lines->pdata[i]);
  lay_out (self);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), lines != NULL);
  if (lines != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
hn_detail_facts_dispose (GObject *object)
{
  HnDetailFacts *self = HN_DETAIL_FACTS (object);

  if (self->watch != NULL)
    hn_facts_watch_set_seen (self->watch, FALSE);
  g_clear_object (&self->watch);
  g_clear_object (&self->signals);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_FACTS);

  G_OBJECT_CLASS (hn_detail_facts_parent_class)->dispose (object);
}

static void
hn_detail_facts_class_init (HnDetailFactsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_detail_facts_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-facts.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailFacts, lines);
  gtk_widget_class_bind_template_child (widget_class, HnDetailFacts, titles);
}

static void
hn_detail_facts_init (HnDetailFacts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->watch = hn_facts_watch_new ();
  self->signals = g_signal_group_new (HN_TYPE_SERVICE);
  g_signal_group_connect_swapped (self->signals, "facts-changed", G_CALLBACK (show_facts), self);
}

void
hn_detail_facts_set_service (HnDetailFacts *self, HnBusConnection *manager, HnService *service)
{
  g_return_if_fail (HN_IS_DETAIL_FACTS (self));

  g_set_object (&self->service, service);
  g_signal_group_set_target (self->signals, service);
  gtk_widget_set_visible (GTK_WIDGET (self), manager != NULL);
  show_facts (self);
  hn_facts_watch_set_service (self->watch, manager, service);
}

void
hn_detail_facts_set_seen (HnDetailFacts *self, gboolean seen)
{
  g_return_if_fail (HN_IS_DETAIL_FACTS (self));

  hn_facts_watch_set_seen (self->watch, seen);
}

void
hn_detail_facts_set_stacked (HnDetailFacts *self, gboolean stacked)
{
  g_return_if_fail (HN_IS_DETAIL_FACTS (self));

  self->stacked = stacked;
  lay_out (self);
}
