# hardnutctl advise: what it says, and by which recipe.
# SPDX-License-Identifier: GPL-3.0-or-later

from harness import Case, main

RECIPE = '''[Recipe]
Title=Example server
Units=web.service
Tried=debian
[Needs]
network serves = It answers. | tried
[Copes]
reads /home = It looks there. | documentation
[Works]
port = 80
'''


class Advise(Case):
    def setUp(self):
        super().setUp()
        self.unit('web.service', '[Service]\nExecStart=/bin/true\n')

    def verdicts(self):
        return {row['check']: row['verdict'] for row in self.json('advise', 'web')['advice']}

    def test_without_a_recipe(self):
        advice = self.json('advise', 'web')
        self.assertEqual(list(advice), ['unit', 'basis', 'advice'])
        self.assertEqual(list(advice['advice'][0]), ['check', 'directive', 'value', 'gain', 'verdict',
                                                     'seldom', 'reason'])
        self.assertEqual({row['verdict'] for row in advice['advice']}, {'cannot-tell'})
        self.assertIn('no recipe', advice['basis'])

    def test_with_a_recipe(self):
        self.write('root/etc/hardnut/services/web.ini', RECIPE)
        self.write('root/etc/os-release', 'ID=debian\n')
        advice = self.json('advise', 'web')
        self.assertEqual(advice['recipe']['title'], 'Example server')
        self.assertEqual(advice['recipe']['works'], [{'kind': 'port', 'text': '80'}])
        verdicts = self.verdicts()
        self.assertEqual(verdicts['PrivateNetwork'], 'needed')
        self.assertEqual(verdicts['ProtectHome'], 'may-cope')
        self.assertEqual(verdicts['PrivateTmp'], 'nothing-against')
        # The surest first, and in words for a person.
        text = self.text('advise', 'web')
        places = [text.index(words) for words in
                  ('Nothing speaks against it', 'Used, but may cope without', 'Needed')]
        self.assertEqual(places, sorted(places))
        self.assertIn('It answers.', text)
        # Elsewhere nobody has tried.
        self.write('root/etc/os-release', 'ID=fedora\n')
        self.assertEqual(self.verdicts()['PrivateTmp'], 'cannot-tell')

    def test_counts_what_is_there(self):
        self.drop_in('web.service', 'zz-hardnut.conf', '[Service]\nPrivateTmp=yes\n')
        self.assertNotIn('PrivateTmp', self.verdicts())

    def test_mistake_in_a_recipe(self):
        self.write('root/etc/hardnut/services/web.ini', '[Recipe]\nTitle=A\nFlavour=sweet\n')
        self.assertIn('no recipe', self.json('advise', 'web')['basis'])
        self.assertIn('/etc/hardnut/services/web.ini:3: ', self.errors)


if __name__ == '__main__':
    main()
