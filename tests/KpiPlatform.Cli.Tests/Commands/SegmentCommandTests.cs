using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class SegmentCommandTests : IAsyncLifetime
{
    private static readonly Timestamp Noon = Timestamp.FromDateTimeOffset(new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero));
    private FakeServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _server.Segments.Segment = new()
        {
            Name = "tenants/acme/segments/loyal", DisplayName = "Loyal ones", Description = "Who comes back", Filter = "orders >= 2", MemberCount = 1_234, CreateTime = Noon, UpdateTime = Noon,
        };
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Create_Filter_IsSentAndWhatBecameOfItShown()
    {
        var run = await RunAsync("create", "loyal", "--filter", "orders >= 2", "--name", "Loyal ones");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "loyal", "Loyal ones", "Who comes back", "orders >= 2", "1,234", "2026-03-05 12:00:00Z" })
            run.Output.ShouldContain(text);
        var asked = (CreateSegmentRequest)_server.Segments.Asked.Single();
        (asked.Parent, asked.SegmentId, asked.Segment.Filter, asked.Segment.DisplayName, asked.Segment.Description).ShouldBe(("tenants/acme", "loyal", "orders >= 2", "Loyal ones", ""));
        (await RunAsync("create", "loyal")).ExitCode.ShouldBe(ExitCodes.Usage, "a filter is required");
    }

    [Fact]
    public async Task Update_SomeOptions_ChangesThoseAlone()
    {
        (await RunAsync("update", "loyal", "--filter", "orders >= 3", "--description", "")).ExitCode.ShouldBe(ExitCodes.Success);
        var asked = (UpdateSegmentRequest)_server.Segments.Asked.Single();
        asked.UpdateMask.Paths.ShouldBe(["description", "filter"], ignoreOrder: true);
        (asked.Segment.Name, asked.Segment.Filter).ShouldBe(("tenants/acme/segments/loyal", "orders >= 3"));

        var nothing = await RunAsync("update", "loyal");
        nothing.ExitCode.ShouldBe(ExitCodes.Usage);
        nothing.Error.ShouldContain("nothing to change: give --filter, --name or --description");
    }

    [Fact]
    public async Task ListAndShow_EachFormat_SaysTheSame()
    {
        var table = await RunAsync("list");
        foreach (var text in new[] { "Segment", "Customers", "loyal", "1,234", "orders >= 2" })
            table.Output.ShouldContain(text);
        (await RunAsync("list", "-o", "csv")).OutputLines.ShouldBe(
        [
            "segment,display_name,description,filter,member_count,evaluating,create_time,update_time",
            "loyal,Loyal ones,Who comes back,orders >= 2,1234,false,2026-03-05T12:00:00Z,2026-03-05T12:00:00Z",
        ]);
        (await RunAsync("list", "-o", "json")).Output.ShouldContain("\"displayName\": \"Loyal ones\"");
        (await RunAsync("show", "loyal", "-o", "json")).Output.ShouldContain("\"memberCount\": \"1234\"");

        _server.Segments.Segment.Evaluating = true;
        (await RunAsync("show", "loyal")).Output.ShouldContain("1,234 so far");
        var missing = await RunAsync("show", "lost");
        missing.ExitCode.ShouldBe(ExitCodes.Failure);
        missing.Error.ShouldStartWith("kpi: tenants/acme/segments/lost does not exist (NOT_FOUND)");
    }

    [Fact]
    public async Task Members_Pages_AreOneList()
    {
        _server.Segments.Members = [.. Enumerable.Range(1, 5).Select(i => new SegmentMember { Customer = $"tenants/acme/customers/c{i}", CustomerId = $"c{i}", EnterTime = Noon })];
        var run = await RunAsync("members", "loyal", "--token", "seen", "-o", "csv");

        run.OutputLines.ShouldBe(["customer_id,enter_time", .. Enumerable.Range(1, 5).Select(i => $"c{i},2026-03-05T12:00:00Z")]);
        _server.Segments.Asked.Cast<ListSegmentMembersRequest>().Select(asked => (asked.Parent, asked.PageToken, asked.Token)).ShouldBe(
            [("tenants/acme/segments/loyal", "", "seen"), ("tenants/acme/segments/loyal", "2", "seen"), ("tenants/acme/segments/loyal", "4", "seen")]);
        (await RunAsync("members", "loyal")).Output.ShouldContain("2026-03-05 12:00:00Z");
        _server.Segments.Members = [];
        (await RunAsync("members", "loyal")).Error.ShouldContain("No customers.");
    }

    [Fact]
    public async Task Events_OfOneOrAll_SayWhoAndWhy()
    {
        _server.Segments.Events = [Event("e1", "ann", SegmentEvent.Types.Type.Entered, SegmentEvent.Types.Cause.Interaction), Event("e2", "", SegmentEvent.Types.Type.Left, SegmentEvent.Types.Cause.Gone)];

        var table = await RunAsync("events", "loyal", "--from", "2026-03-01T00:00:00Z");
        foreach (var text in new[] { "entered", "ann", "interaction", "left", "(erased)", "gone" })
            table.Output.ShouldContain(text);
        var asked = (ListSegmentEventsRequest)_server.Segments.Asked.Single();
        (asked.Parent, asked.StartTime.ToDateTimeOffset(), asked.EndTime).ShouldBe(("tenants/acme/segments/loyal", new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), null));

        var csv = await RunAsync("events", "-o", "csv");
        csv.OutputLines.ShouldBe(
        [
            "event_id,segment,customer_id,type,cause,occur_time,record_time",
            "e1,loyal,ann,entered,interaction,2026-03-05T12:00:00Z,2026-03-05T12:00:00Z",
            "e2,loyal,,left,gone,2026-03-05T12:00:00Z,2026-03-05T12:00:00Z",
        ]);
        ((ListSegmentEventsRequest)_server.Segments.Asked.Last()).Parent.ShouldBe("tenants/acme");
        (await RunAsync("events", "loyal", "--from", "yesterday")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Watch_StreamBreaks_GoesOnWhereItWas()
    {
        _server.Segments.Updates =
        [
            [new() { Sequence = 1, MemberCount = 7, ResumeToken = "r1" }, new() { Sequence = 2, ResumeToken = "r2", Events = { Event("e1", "ann", SegmentEvent.Types.Type.Entered, SegmentEvent.Types.Cause.Interaction) } }],
            [new() { Sequence = 3, ResumeToken = "r3", Events = { Event("e2", "bob", SegmentEvent.Types.Type.Left, SegmentEvent.Types.Cause.Silence) } }],
        ];
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var output = new LineWatcher(line => line.Contains("bob", StringComparison.Ordinal), stop.Cancel);
        using var error = new StringWriter();

        var code = await new KpiApplication(CliRun.Environment(_server.Address, output, error)).RunAsync(["segment", "watch", "loyal", "--tenant", "acme"], stop.Token);

        code.ShouldBe(ExitCodes.Interrupted);
        output.Lines.ShouldBe(["7 customers in loyal", "2026-03-05 12:00:00Z  entered  ann  (interaction)", "2026-03-05 12:00:00Z  left     bob  (silence)"]);
        _server.Segments.Asked.Cast<WatchSegmentRequest>().Select(asked => asked.ResumeToken).ShouldBe(["", "r2"]);
        error.ToString().ShouldContain("trying again");
    }

    [Fact]
    public async Task Delete_ASegment_SaysSo() => (await RunAsync("delete", "loyal")).OutputLines.ShouldBe(["deleted tenants/acme/segments/loyal"]);

    private static SegmentEvent Event(string id, string customer, SegmentEvent.Types.Type type, SegmentEvent.Types.Cause cause) => new()
    {
        EventId = id,
        Segment = "tenants/acme/segments/loyal",
        CustomerId = customer,
        Type = type,
        Cause = cause,
        OccurTime = Noon,
        RecordTime = Noon,
    };

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, ["segment", .. args, "--tenant", "acme"]);
}
