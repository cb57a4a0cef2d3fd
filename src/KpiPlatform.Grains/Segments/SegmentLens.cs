using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Segments;

/// <summary>What a tenant's customers are looked at through. Immutable.</summary>
/// <param name="Definition">The tenant's definition.</param>
/// <param name="Set">Its segments.</param>
/// <param name="Fingerprint">Stands for the segments and what they look at.</param>
internal sealed record SegmentLens(TenantDefinition Definition, SegmentSet Set, long Fingerprint);
