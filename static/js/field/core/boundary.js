/** How far a position lies from a kelurahan: only good enough for a warning; the server measures again. */
const METRES_PER_DEGREE = 111_320;

/**
 * @param {{latitude: number, longitude: number}} position
 * @param {number[][][]} rings [lon, lat] pairs; a hole is a ring as well
 * @returns {number} metres to the nearest edge, 0 inside
 */
export function distanceTo(position, rings) {
  const narrow = Math.cos((position.latitude * Math.PI) / 180);
  const metres = ([longitude, latitude]) => [
    (longitude - position.longitude) * METRES_PER_DEGREE * narrow,
    (latitude - position.latitude) * METRES_PER_DEGREE,
  ];
  const edges = rings.flatMap((ring) => {
    const points = ring.map(metres);
    return points.slice(1).map((point, index) => [points[index], point]);
  });
  if (edges.filter(crossesEast).length % 2) return 0;
  return Math.round(Math.min(...edges.map(distanceToEdge)));
}

/** Whether a ray from the position to the east crosses the edge. */
const crossesEast = ([[x1, y1], [x2, y2]]) => y1 > 0 !== y2 > 0 && x1 + ((0 - y1) * (x2 - x1)) / (y2 - y1) > 0;

function distanceToEdge([[x1, y1], [x2, y2]]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length)) : 0;
  return Math.hypot(x1 + along * dx, y1 + along * dy);
}
