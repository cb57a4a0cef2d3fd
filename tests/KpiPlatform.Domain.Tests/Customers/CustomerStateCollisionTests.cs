using System.Globalization;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>
/// Interactions whose identity hashes are equal although they are not the same: hashes are 64 bits, so whoever wants two such ids
/// can find them.
/// </summary>
public sealed class CustomerStateCollisionTests
{
    [Fact]
    public void Add_DifferentIdsUnderOneHash_AllCountInAnyOrder() => Seeds.Check(200, seed =>
    {
        var random = new Random(seed);
        var edges = new EdgeHistory(seed);
        var context = new FoldContext(edges.Definition);
        var interactions = Enumerable.Range(0, random.Next(2, 90)).Select(number => Order(edges, random, number)).DistinctBy(Identity).ToArray();
        var snapshot = CustomerState.Replay(interactions, context).Snapshot();
        for (var order = 0; order < 3; order++)
        {
            var recorder = new Recorder(context);
            recorder.RecordAll(interactions, random);
            recorder.State.Version.ShouldBe(interactions.Length);
            recorder.State.Fold.Orders.Count.ShouldBe(interactions.Select(Identity).Select(identity => (identity.Source, identity.Id)).Distinct().Count());
            recorder.State.Snapshot().Span.SequenceEqual(snapshot.Span).ShouldBeTrue();
        }
    });

    private static (string Source, string Id, int Revision) Identity(EncodedInteraction interaction) =>
        (interaction.Source, InteractionCodec.Decode(interaction).Id, interaction.Revision);

    private static EncodedInteraction Order(EdgeHistory edges, Random random, int number)
    {
        var id = random.Next(40);
        return edges.Encode(new Interaction
        {
            Source = random.Next(2) == 0 ? "a" : "b",
            Id = id.ToString(CultureInfo.InvariantCulture),
            IdentityHash = (ulong)(1 + (id % 7)),
            Revision = random.Next(3),
            OccurredAt = NodaTime.Instant.FromUtc(2026, 1, random.Next(1, 9), 0, 0),
            Facts = new Purchase { OrderId = "o", AmountMinor = number },
        });
    }
}
