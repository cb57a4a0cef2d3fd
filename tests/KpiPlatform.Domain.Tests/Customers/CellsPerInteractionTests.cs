using System.Collections.Concurrent;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Customers;

public sealed class CellsPerInteractionTests
{
    /// <summary>What is kept for the built-in measures out of the cells that one interaction may change is enough for what comes in order.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(TenantLimits.MaxDimensions)]
    public void Append_OfOneInteraction_ChangesNoMoreCellsThanAreKeptForBuiltInMeasures(int dimensions)
    {
        var most = new ConcurrentDictionary<InteractionKind, int>();
        Seeds.Check(300, seed =>
        {
            var random = new Random(seed);
            var edges = new EdgeHistory(seed);
            var declared = Enumerable.Range(0, dimensions).Select(i => new DimensionDefinition($"d{i}", i == 0 ? "channel" : $"label:{i}", ["web", "store"])).ToList();
            var recorder = new Recorder(new FoldContext(new TenantDefinition(new(1), 1, edges.Settings with { Dimensions = declared })));
            foreach (var interaction in edges.Make(random.Next(5, 40)).DistinctBy(interaction => (interaction.Source, interaction.Id)).OrderBy(interaction => interaction.FoldKey))
            {
                var cells = recorder.Record(edges.Encode(interaction)).Changes.Count(change => change.Value != 0);
                most.AddOrUpdate(interaction.Facts.Kind, cells, (_, known) => Math.Max(known, cells));
            }
        });
        foreach (var (kind, cells) in most)
            cells.ShouldBeLessThanOrEqualTo(CustomMeasureLimits.CellsOfBuiltIn(kind, dimensions), $"{kind}");
    }
}
