using System.Text;
using System.Text.Json;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class ImportCommandTests : IAsyncLifetime
{
    private const int Lines = 1_000;
    private FakeServer _server = null!;

    private string Address => _server.Address;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Import_Twice_CountsOnce()
    {
        var first = await ImportAsync("--batch", "64");
        var second = await ImportAsync("--batch", "100");

        first.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(ExitCodes.Success),
            r => r.Accepted.ShouldBe(Lines),
            r => r.Duplicates.ShouldBe(0),
            r => r.Token.ShouldBe("token-16"));
        second.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(ExitCodes.Success),
            r => r.Accepted.ShouldBe(0),
            r => r.Duplicates.ShouldBe(Lines));
        _server.Interactions.Recorded.Count.ShouldBe(Lines);
    }

    [Theory]
    [InlineData(FakeInteractions.Cut.BeforeRecording)]
    [InlineData(FakeInteractions.Cut.BeforeAcknowledging)]
    public async Task Import_ConnectionCut_SendsTheRestAgain(FakeInteractions.Cut cut)
    {
        _server.Interactions.CutAt = batch => batch is 3 or 9 ? cut : FakeInteractions.Cut.None;

        var result = await ImportAsync("--batch", "50");

        result.Code.ShouldBe(ExitCodes.Success);
        (result.Accepted + result.Duplicates).ShouldBe(Lines);
        result.Rejected.ShouldBe(0);
        _server.Interactions.Recorded.Count.ShouldBe(Lines);
        _server.Interactions.Streams.ShouldBe(3);
        result.Error.ShouldContain("the connection broke");
    }

    [Fact]
    public async Task Import_NothingAcknowledged_NeverMoreThanEightOnTheirWay()
    {
        _server.Interactions.HoldBack = 8;

        var result = await ImportAsync("--batch", "25");

        result.Accepted.ShouldBe(Lines);
        // 40 batches, eight at a time: the server has answered none before it had eight, so eight came without an answer; a ninth never did.
        _server.Interactions.MostUnacknowledged.ShouldBe(8);
    }

    [Fact]
    public async Task Import_AfterABrokenStream_GoesOnFromItsToken()
    {
        _server.Interactions.CutAt = number => number == 12 ? FakeInteractions.Cut.BeforeRecording : FakeInteractions.Cut.None;

        var result = await ImportAsync("--batch", "25");

        result.Code.ShouldBe(ExitCodes.Success);
        var beginnings = _server.Interactions.Requests.Where(request => request.Parent.Length > 0).ToList();
        beginnings.Count.ShouldBe(2);
        beginnings[0].Token.ShouldBeEmpty();
        beginnings[1].Token.ShouldStartWith("token-");
        _server.Interactions.Requests.Except(beginnings).ShouldAllBe(request => request.Token.Length == 0);
    }

    [Fact]
    public async Task Import_RetryableError_SendsWhatItConcernsAgain()
    {
        _server.Interactions.Answer = (number, request) =>
        {
            if (number != 2)
                return null;
            var answer = _server.Interactions.Record("tenants/acme", request, only: i => i < 90);
            answer.Error = new BatchError { Code = 14, Reason = "STORAGE_AWAY", Message = "storage is away", Retryable = true, Indexes = { Enumerable.Range(90, 10) } };
            return answer;
        };

        var result = await ImportAsync("--batch", "100");

        result.Code.ShouldBe(ExitCodes.Success);
        result.Accepted.ShouldBe(Lines);
        result.Duplicates.ShouldBe(0);
        _server.Interactions.Streams.ShouldBe(1);
        _server.Interactions.Requests.Count(r => r.Interactions.Count == 10).ShouldBe(1);
        _server.Interactions.Requests.Select(r => r.Sequence).ShouldBeInOrder();
    }

    [Fact]
    public async Task Import_RetryableErrorOfAWholeBatch_SendsItAgain()
    {
        _server.Interactions.Answer = (number, request) => number > 1 ? null : new RecordInteractionsResponse
        {
            Sequence = request.Sequence,
            Error = new BatchError { Code = 8, Reason = "QUOTA", Message = "too much at once", Retryable = true },
        };

        var result = await ImportAsync("--batch", "100");

        result.Accepted.ShouldBe(Lines);
    }

    [Fact]
    public async Task Import_RejectedLines_AreToldByTheirNumbers()
    {
        _server.Interactions.Reject = i => i.Customer == "c7"
            ? new RejectedInteraction { Field = "interactions[0].purchase.amount", Reason = "OUT_OF_RANGE", Message = "is negative" }
            : null;
        var rejects = Path.GetTempFileName();
        try
        {
            var result = await ImportAsync(csv => csv.Replace("\n500,", "\n500;", StringComparison.Ordinal), "--batch", "33", "--rejects", rejects);

            result.Code.ShouldBe(ExitCodes.LinesRejected);
            // Of 1,000 lines from line 2 on, those of customer c7 are 7, 107, … 907; id 500 stands on line 502.
            long[] expected = [9, 109, 209, 309, 409, 502, 509, 609, 709, 809, 909];
            result.RejectedLines.ShouldBe(expected);
            result.Rejected.ShouldBe(expected.Length);
            result.Accepted.ShouldBe(Lines - expected.Length);
            var lines = await File.ReadAllLinesAsync(rejects);
            lines[0].ShouldBe("line,field,reason,message");
            lines.Skip(1).Select(l => long.Parse(l.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)).Order().ShouldBe(expected);
            lines.ShouldContain("9,purchase.amount,OUT_OF_RANGE,is negative");
        }
        finally
        {
            File.Delete(rejects);
        }
    }

    [Fact]
    public async Task Import_ErrorThatIsNotRetryable_RejectsTheLines()
    {
        _server.Interactions.Answer = (number, request) => number != 1 ? null : new RecordInteractionsResponse
        {
            Sequence = request.Sequence,
            Error = new BatchError { Code = 3, Reason = "BATCH_TOO_LARGE", Message = "too large" },
        };

        var result = await ImportAsync("--batch", "10");

        result.Code.ShouldBe(ExitCodes.LinesRejected);
        result.RejectedLines.ShouldBe(Enumerable.Range(2, 10).Select(i => (long)i));
        result.Accepted.ShouldBe(Lines - 10);
    }

    [Fact]
    public async Task Import_ServerStaysAway_GivesUp()
    {
        _server.Interactions.CutAt = batch => batch > 4 ? FakeInteractions.Cut.BeforeRecording : FakeInteractions.Cut.None;

        var result = await ImportAsync("--batch", "50", "--retry-for", "0");

        result.Code.ShouldBe(ExitCodes.Failure);
        result.Error.ShouldContain("gave up");
        // Four batches were recorded; acknowledgements may have been lost with the connection.
        _server.Interactions.Recorded.Count.ShouldBe(200);
        result.Accepted.ShouldBeLessThanOrEqualTo(200);
        result.Error.ShouldContain("Run the same import again");
    }

    [Fact]
    public async Task Import_Shuffled_RecordsTheSame()
    {
        await ImportAsync("--batch", "64", "--shuffle", "42");
        var shuffled = _server.Interactions.Requests.SelectMany(r => r.Interactions).Select(i => i.Id).ToList();

        var again = await ImportAsync("--batch", "64");

        again.Duplicates.ShouldBe(Lines);
        shuffled.ShouldNotBe(Enumerable.Range(0, Lines).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        shuffled.Distinct().Count().ShouldBe(Lines);
    }

    [Fact]
    public async Task Import_Cdnow_NeedsATenantInDollars()
    {
        var text = "00001 19970101 1 11.77\n";

        var refused = await CliRun.WithInputAsync(Address, text, "import", "-", "--layout", "cdnow", "--tenant", "acme");
        var taken = await CliRun.WithInputAsync(Address, text, "import", "-", "--layout", "cdnow", "--tenant", "cdnow", "--validate-only");

        refused.ExitCode.ShouldBe(ExitCodes.Usage);
        refused.Error.ShouldContain("USD");
        taken.ExitCode.ShouldBe(ExitCodes.Success);
        taken.Output.ShouldContain("Acceptable");
        _server.Interactions.Requests.Single().ValidateOnly.ShouldBeTrue();
        _server.Interactions.Requests.Single().Interactions.Single().Id.ShouldBe("line-000001");
    }

    [Fact]
    public async Task Import_WrongMapping_SendsNothing()
    {
        var result = await ImportAsync(csv => csv.Replace("amount", "sum", StringComparison.Ordinal));

        result.Code.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldContain("no column 'amount'");
        _server.Interactions.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("import", "x.csv")]
    [InlineData("import", "x.csv", "--layout", "cdnow", "--mapping", "m")]
    [InlineData("import", "x.csv", "--layout", "other")]
    [InlineData("import", "x.csv", "--layout", "cdnow", "--batch", "5001")]
    [InlineData("import", "does-not-exist.csv", "--layout", "cdnow")]
    public async Task Import_WrongOptions_AreAUsageError(params string[] args)
    {
        var result = await CliRun.OfAsync(Address, [.. args, "--tenant", "acme"]);

        result.ExitCode.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldStartWith("kpi: ");
    }

    private Task<Result> ImportAsync(params string[] options) => ImportAsync(csv => csv, options);

    private async Task<Result> ImportAsync(Func<string, string> edit, params string[] options)
    {
        var mapping = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(mapping, """
                source: shop
                kind: purchase
                id: "{id}"
                customer: "{customer}"
                occur_time: "{time}"
                fields: {amount: purchase.amount}
                """);
            var csv = new StringBuilder("id,customer,time,amount\n");
            for (var i = 0; i < Lines; i++)
                csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},c{i % 100},2026-01-01,{i}.25\n");
            var run = await CliRun.WithInputAsync(
                Address, edit(csv.ToString()), ["import", "-", "--mapping", mapping, "--tenant", "acme", "-o", "json", .. options]);
            return Result.Of(run);
        }
        finally
        {
            File.Delete(mapping);
        }
    }

    private sealed record Result(int Code, string Error, long Accepted, long Duplicates, long Rejected, string Token, IReadOnlyList<long> RejectedLines)
    {
        public static Result Of(CliRun run)
        {
            if (run.Output.Length == 0)
                return new Result(run.ExitCode, run.Error, 0, 0, 0, "", []);
            using var json = JsonDocument.Parse(run.Output);
            var root = json.RootElement;
            return new Result(
                run.ExitCode,
                run.Error,
                root.GetProperty("accepted").GetInt64(),
                root.GetProperty("duplicates").GetInt64(),
                root.GetProperty("rejected").GetInt64(),
                root.GetProperty("token").GetString()!,
                [.. root.GetProperty("rejectedLines").EnumerateArray().Select(l => l.GetProperty("line").GetInt64())]);
        }
    }
}
