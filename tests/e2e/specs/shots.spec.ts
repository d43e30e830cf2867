// Every screen of both desks, light and dark, for people to look at.

import { expect, shots, test } from '../harness/test';
import { DESKS, tour } from '../pages/tour';

test.use({ viewport: { width: 1366, height: 768 } });

for (const { role, screens } of DESKS) {
  test(`pictures: ${role}`, async ({ laptop }) => {
    const { page, screens: found, go } = await tour(laptop, role);
    expect(found.length).toBe(screens);
    for (const screen of found) {
      await go(screen);
      await shots(page, `${role}-${screen}`);
    }
  });
}
