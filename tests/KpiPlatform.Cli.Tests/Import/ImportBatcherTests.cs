using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Import.Sending;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class ImportBatcherTests
{
    private const int MaxRequestBytes = 1024 * 1024;

    [Fact]
    public async Task Batch_ManySmall_AreCutByCount()
    {
        var totals = new ImportTotals();

        var batches = await new ImportBatcher(100, totals).BatchAsync(Lines(250, 10)).ToListAsync();

        batches.Select(b => b.Interactions.Count).ShouldBe([100, 100, 50]);
        batches[1].Lines[0].ShouldBe(101);
        totals.Read.ShouldBe(250);
    }

    [Fact]
    public async Task Batch_ManyLarge_AreCutBelowTheLimitOfARequest()
    {
        var batches = await new ImportBatcher(5_000, new ImportTotals()).BatchAsync(Lines(100, 60_000)).ToListAsync();

        batches.Sum(b => b.Interactions.Count).ShouldBe(100);
        batches.Count.ShouldBe(7);
        foreach (var batch in batches)
        {
            var request = new RecordInteractionsRequest { Parent = "tenants/" + new string('x', 64), Sequence = long.MaxValue, Interactions = { batch.Interactions } };
            request.CalculateSize().ShouldBeLessThanOrEqualTo(MaxRequestBytes);
        }
    }

    [Fact]
    public async Task Batch_TooLargeOrProblem_IsRejectedAndNotSent()
    {
        var rejected = new List<RejectedLine>();
        var lines = Lines(3, 10)
            .Append(new ImportLine(4, 0, null, new LineProblem("amount", "BAD_VALUE", "is no amount")))
            .Concat(Lines(1, ImportBatcher.MaxInteractionBytes + 1, first: 5));

        var batches = await new ImportBatcher(100, new ImportTotals(rejected.Add)).BatchAsync(lines).ToListAsync();

        batches.Single().Interactions.Count.ShouldBe(3);
        rejected.Select(r => (r.Line, r.Reason)).ShouldBe([(4L, "BAD_VALUE"), (5L, "TOO_LARGE")]);
    }

    [Fact]
    public void Totals_ManyRejected_KeepTheFirstOfTheFile()
    {
        var totals = new ImportTotals();

        foreach (var line in Enumerable.Range(1, 100).Reverse())
            totals.Reject(new RejectedLine(line, "", "X", ""));

        totals.Rejected.ShouldBe(100);
        totals.FirstRejected.Select(r => r.Line).ShouldBe(Enumerable.Range(1, ImportTotals.MaxShown).Select(i => (long)i));
    }

    private static IAsyncEnumerable<ImportLine> Lines(int count, int bytes, int first = 1) =>
        Enumerable.Range(first, count).Select(i => new ImportLine(i, i, new Interaction
        {
            Id = "1", SurveyAnswered = new SurveyAnswered { Comment = new string('x', bytes) },
        }, null)).ToAsyncEnumerable();
}
