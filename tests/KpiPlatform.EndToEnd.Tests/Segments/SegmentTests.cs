using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;
using EventType = KpiPlatform.Protocol.V1.SegmentEvent.Types.Type;
using Cause = KpiPlatform.Protocol.V1.SegmentEvent.Types.Cause;

namespace KpiPlatform.EndToEnd.Tests.Segments;

/// <summary>Segments as resources, who is in them, and who enters and leaves.</summary>
[Collection(SharedHostsCollection.Name)]
public class SegmentTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Segments_CreatedChangedListedDeleted_SayWhatIsWrong(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var client = tenant.Client.Segments;
        var request = new CreateSegmentRequest { Parent = tenant.Name, SegmentId = "gold", Segment = new() { DisplayName = "Gold", Filter = "attribute:plan IN [\"gold\", \"platinum\"]" }, RequestId = "r-1" };
        var created = await client.CreateSegmentAsync(request);

        (created.Name, created.DisplayName, created.Etag.Length > 0, created.CreateTime is not null).ShouldBe(($"{tenant.Name}/segments/gold", "Gold", true, true));
        (await client.CreateSegmentAsync(request)).Etag.ShouldBe(created.Etag);
        request.RequestId = "r-2";
        (await Details.ThrownByAsync(StatusCode.AlreadyExists, async () => await client.CreateSegmentAsync(request))).Field.ShouldBe("segment_id");
        await RefusedAsync("x y", "orders > 1", "segment_id");
        await RefusedAsync("bad", "orders > 1 AND plan = \"x\"", "segment.filter", "Character 16 of the filter");
        await RefusedAsync("bad", "segment = \"bad\"", "segment.filter", "made of itself");

        await client.CreateSegmentAsync(new() { Parent = tenant.Name, SegmentId = "big", Segment = new() { Filter = "segment = \"gold\" AND orders >= 3" } });
        (await client.ListSegmentsAsync(new() { Parent = tenant.Name, PageSize = 1 })).Segments.ShouldHaveSingleItem().Name.ShouldEndWith("/big");
        (await client.ListSegmentsAsync(new() { Parent = tenant.Name })).Segments.Select(segment => segment.Name[(segment.Name.LastIndexOf('/') + 1)..]).ShouldBe(["big", "gold"]);
        var used = await Details.ThrownByAsync(StatusCode.FailedPrecondition, async () => await client.DeleteSegmentAsync(new() { Name = created.Name }));
        (used.Reason, used.Status.Detail).ShouldBe(("IN_USE", "\"gold\" is used by the segment big. Change or delete that first."));

        var changed = await client.UpdateSegmentAsync(new() { Segment = new() { Name = created.Name, Description = "Who pays more.", Etag = created.Etag }, UpdateMask = new() { Paths = { "description" } } });
        (changed.Description, changed.Filter, changed.DisplayName).ShouldBe(("Who pays more.", created.Filter, "Gold"));
        (await Details.ThrownByAsync(StatusCode.Aborted, async () => await client.UpdateSegmentAsync(new() { Segment = new() { Name = created.Name, Filter = "orders > 1", Etag = created.Etag }, UpdateMask = new() { Paths = { "filter" } } }))).Reason.ShouldBe("ETAG_MISMATCH");
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await client.UpdateSegmentAsync(new() { Segment = new() { Name = created.Name } }))).Field.ShouldBe("update_mask");

        await client.DeleteSegmentAsync(new() { Name = $"{tenant.Name}/segments/big" });
        await client.DeleteSegmentAsync(new() { Name = created.Name, Etag = changed.Etag });
        (await Details.ThrownByAsync(StatusCode.NotFound, async () => await client.GetSegmentAsync(new() { Name = created.Name }))).Reason.ShouldBe("SEGMENT_NOT_FOUND");

        async Task RefusedAsync(string id, string filter, string field, string message = "")
        {
            var details = await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await client.CreateSegmentAsync(new() { Parent = tenant.Name, SegmentId = id, Segment = new() { Filter = filter } }));
            details.Field.ShouldBe(field);
            details.Status.Detail.ShouldContain(message);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchSegment_CustomersComeAndGo_TellsEachOnceAndResumes(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40), Make.Purchase("ann", "2025-03-02", 40), Make.Purchase("bob", "2025-03-01", 10));
        var name = (await tenant.Client.Segments.CreateSegmentAsync(new() { Parent = tenant.Name, SegmentId = "loyal", Segment = new() { Filter = "orders >= 2 AND NOT attribute:vip = \"no\"" } })).Name;
        using var watch = new SegmentWatcher(tenant.Client, name);
        await watch.ReadAsync(until: events => events.Count + (int)watch.Members >= 1);

        // Ann is in it because it was made; everything after that is told as it comes, also a stay of one commit.
        await tenant.RecordAsync(Make.Purchase("bob", "2025-03-03", 10));
        await tenant.RecordAsync(Attribute("bob", "2025-03-10", "no"));
        await tenant.RecordAsync(Attribute("bob", "2025-03-11", "yes"));
        await watch.ReadAsync(until: events => events.Count(one => one.CustomerId == "bob") >= 3);
        watch.Events.Where(one => one.CustomerId == "bob").Select(one => (one.Type, one.Cause)).ShouldBe(
            [(EventType.Entered, Cause.Interaction), (EventType.Left, Cause.Interaction), (EventType.Entered, Cause.Interaction)]);
        watch.Events.ShouldAllBe(one => one.Segment == name && one.OccurTime <= one.RecordTime);

        // Away while the segment changes.
        var token = watch.ResumeToken;
        watch.Dispose();
        await tenant.Client.Segments.UpdateSegmentAsync(new() { Segment = new() { Name = name, Filter = "orders >= 3 OR customer_id = \"ann\"" }, UpdateMask = new() { Paths = { "filter" } } });
        await tenant.RecordAsync(Make.Purchase("cid", "2025-03-03", 10), Make.Purchase("cid", "2025-03-04", 10), Make.Purchase("cid", "2025-03-05", 10));
        using var resumed = new SegmentWatcher(tenant.Client, name, token);
        await resumed.ReadAsync(until: events => events.Count >= 2);
        resumed.Events.Select(one => (one.CustomerId, one.Type)).Order().ShouldBe([("bob", EventType.Left), ("cid", EventType.Entered)]);
        resumed.Events.Single(one => one.CustomerId == "bob").Cause.ShouldBe(Cause.Definition);
        resumed.Events.Select(one => one.EventId).Intersect(watch.Events.Select(one => one.EventId)).ShouldBeEmpty();

        // The list tells the same again, with the same ids; played one after the other they give who is in it.
        var all = await AllEventsAsync(tenant, name);
        all.Select(one => one.EventId).ShouldBeUnique();
        all.Where(one => resumed.Events.Contains(one)).Count().ShouldBe(2);
        var members = await tenant.Client.Segments.ListSegmentMembersAsync(new() { Parent = name, Token = tenant.Token });
        members.Members.Select(member => member.CustomerId).ShouldBe(["ann", "cid"]);
        Replay(all).ShouldBe(["ann", "cid"]);
        (await tenant.Client.Customers.ListCustomersAsync(new() { Parent = tenant.Name, Segment = "loyal", Token = tenant.Token })).Customers.Select(customer => customer.CustomerId).ShouldBe(["ann", "cid"]);
        var late = await tenant.Client.Segments.ListSegmentEventsAsync(new() { Parent = name, StartTime = all[^1].OccurTime, EndTime = all[0].OccurTime });
        late.Events.ShouldBeEmpty();
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, () => new SegmentWatcher(tenant.Client, $"{tenant.Name}/segments/loyal", "x" + token).ReadAsync(_ => false))).Field.ShouldBe("resume_token");

        // A deleted segment ends its watches.
        await tenant.Client.Segments.DeleteSegmentAsync(new() { Name = name });
        await Details.ThrownByAsync(StatusCode.NotFound, () => resumed.ReadAsync(_ => false));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchSegment_NothingHappens_TellsAtTheVeryInstantTheCustomerLapses(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind, settings =>
        {
            settings.LapseDays = 1;
            settings.TimeZone = "Etc/UTC";
            settings.Segments.Add(new Segment { Id = "base", Filter = "in_base = true" });
            settings.Segments.Add(new Segment { Id = "lapsed", Filter = "lifecycle = \"lapsed\"" });
        });
        using var watch = new SegmentWatcher(tenant.Client, $"{tenant.Name}/segments/lapsed");
        await watch.ReadAsync(_ => true);
        var purchase = Make.Purchase("ann", "2025-03-01", 40);

        // Not lapsed yet when it is recorded, on a busy machine too.
        purchase.OccurTime = Timestamp.FromDateTime(DateTime.UtcNow.AddDays(-1).AddSeconds(6));
        purchase.OccurTime.Nanos = purchase.OccurTime.Nanos / 1_000_000 * 1_000_000;
        await tenant.RecordAsync(purchase);
        await watch.ReadAsync(until: events => events.Count >= 1);

        var lapsed = watch.Events.ShouldHaveSingleItem();
        (lapsed.CustomerId, lapsed.Type, lapsed.Cause).ShouldBe(("ann", EventType.Entered, Cause.Silence));
        lapsed.OccurTime.ShouldBe(purchase.OccurTime + Duration.FromTimeSpan(TimeSpan.FromDays(1)));
        var events = await AllEventsAsync(tenant, tenant.Name);
        events.Select(one => (one.Segment[(one.Segment.LastIndexOf('/') + 1)..], one.Type, one.Cause)).ShouldBe(
            [("base", EventType.Entered, Cause.Interaction), ("base", EventType.Left, Cause.Silence), ("lapsed", EventType.Entered, Cause.Silence)]);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchSegment_Quiet_SendsHeartbeats(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind, settings => settings.Segments.Add(new Segment { Id = "all", Filter = "orders >= 0" }));
        using var call = tenant.Client.Segments.WatchSegment(new() { Name = $"{tenant.Name}/segments/all", HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
            (call.ResponseStream.Current.Sequence, call.ResponseStream.Current.HasMemberCount, call.ResponseStream.Current.MemberCount).ShouldBe((sequence, true, 0));
        }

        using var refused = tenant.Client.Segments.WatchSegment(new() { Name = $"{tenant.Name}/segments/all", HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(6)) });
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await refused.ResponseStream.MoveNext(CancellationToken.None))).Field.ShouldBe("heartbeat_interval");
    }

    internal static async Task<List<SegmentEvent>> AllEventsAsync(TestTenant tenant, string parent)
    {
        var events = new List<SegmentEvent>();
        var request = new ListSegmentEventsRequest { Parent = parent, PageSize = 3, Token = tenant.Token };
        do
        {
            var page = await tenant.Client.Segments.ListSegmentEventsAsync(request);
            events.AddRange(page.Events);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return events;
    }

    /// <summary>Who is in a segment after its events; none may enter twice or leave without having entered.</summary>
    internal static IEnumerable<string> Replay(IEnumerable<SegmentEvent> events)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var one in events)
            (one.Type == EventType.Entered ? members.Add(one.CustomerId) : members.Remove(one.CustomerId)).ShouldBeTrue(one.ToString());
        return members;
    }

    private static Interaction Attribute(string customer, string time, string vip)
    {
        var interaction = Make.At(customer, time);
        interaction.ProfileUpdated = new ProfileUpdated { Attributes = { ["vip"] = vip } };
        return interaction;
    }
}
