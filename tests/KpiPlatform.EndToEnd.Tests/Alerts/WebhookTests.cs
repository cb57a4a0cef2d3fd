using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Lifecycle;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Gateway.Webhooks;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;
using EventType = KpiPlatform.Protocol.V1.AlertEvent.Types.Type;

namespace KpiPlatform.EndToEnd.Tests.Alerts;

/// <summary>Alerts sent to a receiver that fails in every way a receiver can.</summary>
public class WebhookTests
{
    private const int Rules = 6;
    private const int Rounds = 4;

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Receiver_FailsHangsAndComesBack_GetsEveryAlertInOrderSigned(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        var requests = 0;
        receiver.Answer = _ => (Interlocked.Increment(ref requests) % 7) switch
        {
            1 => 500,
            2 => WebhookReceiver.Hang,
            3 => 307,
            4 => 429,
            _ => 200,
        };
        await using var host = await StartAsync(database.Setting, options => options.Timeout = TimeSpan.FromMilliseconds(400));
        var tenant = await TestTenant.CreateAsync(host.Client);
        var created = await CreateAsync(tenant, "ops", receiver.Url + "/ops");
        created.Secret.ShouldStartWith("whsec_");
        (await host.Client.Webhooks.GetWebhookAsync(new() { Name = created.Webhook.Name })).ToString().ShouldNotContain(created.Secret);

        // Each round opens or resolves an action of each rule.
        await MakeEventsAsync(tenant);
        var told = (await host.Client.Alerts.ListAlertEventsAsync(new() { Parent = tenant.Name, PageSize = 1_000 })).Events;
        told.Count.ShouldBeGreaterThanOrEqualTo(Rules * Rounds);
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Select(one => one.EventId).Distinct().Count() >= told.Count));
        await Eventually.HoldsAsync(async () => (await host.Client.Webhooks.GetWebhookAsync(new() { Name = created.Webhook.Name })).QueuedCount == 0);

        RequireAll(told, receiver.All, created.Secret);
        receiver.All.ShouldNotContain(one => one.Path == "/redirected", "A redirect was followed.");
        receiver.All.Count(one => one.Answer != 200).ShouldBeGreaterThan(5);
        (await host.Client.Webhooks.ListDeadLettersAsync(new() { Parent = created.Webhook.Name })).DeadLetters.ShouldBeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Kill_WhileTheReceiverIsAway_EverythingArrivesAfterwards(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = _ => 503;
        string name;
        CreateWebhookResponse created;
        List<AlertEvent> told;
        var (killed, address) = await HostProcess.ServeAsync(database.Setting, "--webhooks-allow-private");
        await using (killed)
        {
            using var client = new KpiClient(address);
            var tenant = await TestTenant.CreateAsync(client);
            name = tenant.Name;
            created = await CreateAsync(tenant, "ops", receiver.Url + "/ops");
            await MakeEventsAsync(tenant);
            told = [.. (await client.Alerts.ListAlertEventsAsync(new() { Parent = name, PageSize = 1_000 })).Events];
            await Eventually.HoldsAsync(() => Task.FromResult(receiver.All.Count > 0));

            // Everything is committed, nothing is delivered, and attempts are under way.
            await killed.KillAsync();
        }

        receiver.Answer = _ => 200;
        var (restarted, newAddress) = await HostProcess.ServeAsync(database.Setting, "--webhooks-allow-private");
        await using (restarted)
        {
            using var client = new KpiClient(newAddress);
            (await client.Alerts.ListAlertEventsAsync(new() { Parent = name, PageSize = 1_000 })).Events.Take(told.Count).ShouldBe(told);
            await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Select(one => one.EventId).Distinct().Count() >= told.Count));
            RequireAll(told, receiver.All, created.Secret);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Webhook_GivesUpAndIsReplayed_WithTheSameIds(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = one => one.Path == "/bad" ? 410 : 200;
        await using var host = await StartAsync(database.Setting, options => options.MaxAttempts = 2);
        var tenant = await TestTenant.CreateAsync(host.Client);
        var client = host.Client.Webhooks;
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10));
        await host.Client.Alerts.CreateAlertRuleAsync(AlertTests.Create(tenant, "other", AlertTests.OrdersAbove(100)));
        var bad = (await CreateAsync(tenant, "bad", receiver.Url + "/bad")).Webhook;
        var deaf = (await CreateAsync(tenant, "deaf", receiver.Url + "/deaf", "other")).Webhook;
        await CreateAsync(tenant, "good", receiver.Url + "/good");
        await host.Client.Alerts.CreateAlertRuleAsync(AlertTests.Create(tenant, "few", AlertTests.OrdersBelow(3)));

        await Eventually.HoldsAsync(async () => (await client.GetWebhookAsync(new() { Name = bad.Name })).DeadLetterCount == 1);
        var letter = (await client.ListDeadLettersAsync(new() { Parent = bad.Name })).DeadLetters.ShouldHaveSingleItem();
        (letter.AttemptCount, letter.Error, letter.Event.Type).ShouldBe((2, "The receiver answered 410.", EventType.Opened));
        receiver.All.Where(one => one.Path == "/bad").Select(one => one.Attempt).ShouldBe([1, 2]);
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Any(one => one.Path == "/good" && one.EventId == letter.Event.EventId)));

        receiver.Answer = _ => 200;
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await client.ReplayDeadLettersAsync(new() { Name = bad.Name, EventIds = { "x" } }))).Field.ShouldBe("event_ids[0]");
        (await client.ReplayDeadLettersAsync(new() { Name = bad.Name, EventIds = { letter.Event.EventId } })).ReplayedCount.ShouldBe(1);
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Any(one => one.Path == "/bad" && one.EventId == letter.Event.EventId)));
        (await client.ReplayDeadLettersAsync(new() { Name = bad.Name })).ReplayedCount.ShouldBe(0);

        // A try goes to one webhook, and into no watch.
        var test = await client.TestWebhookAsync(new() { Name = deaf.Name });
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Any(one => one.EventId == test.EventId)));
        receiver.All.Where(one => one.Path == "/deaf").ShouldHaveSingleItem().Event.Type.ShouldBe(EventType.Test);
        (await host.Client.Alerts.ListAlertEventsAsync(new() { Parent = tenant.Name })).Events.ShouldHaveSingleItem();

        // Another secret signs what is sent from then on.
        var secret = (await client.RotateWebhookSecretAsync(new() { Name = deaf.Name })).Secret;
        var second = await client.TestWebhookAsync(new() { Name = deaf.Name });
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Taken.Any(one => one.EventId == second.EventId)));
        RequireSigned(receiver.Taken.Single(one => one.EventId == second.EventId), secret);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Urls_ThatLeadInside_AreRefused(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await TestHost.StartAsync(database.Setting, builder => builder.Services.AddSingleton(new WebhookOptions { MaxAttempts = 1, FirstRetry = TimeSpan.FromMilliseconds(1) }));
        var tenant = await TestTenant.CreateAsync(host.Client);
        string[] hostile =
        [
            "", "x", "/path", "ftp://example.com/", "http://example.com/", "https://localhost/", "https://api.localhost/", "https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest",
            "https://192.168.1.1/", "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://2130706433/", "https://0x7f.1/", "https://user:pass@example.com/", "https://example.com/#x",
        ];
        foreach (var url in hostile)
            (await Details.ThrownByAsync(StatusCode.InvalidArgument, () => CreateAsync(tenant, "bad", url))).Field.ShouldBe("webhook.url", url);
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, () => CreateAsync(tenant, "bad", "https://example.com/", "no-such"))).Field.ShouldBe("webhook.rules[0]");
        await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await host.Client.Webhooks.CreateWebhookAsync(new() { Parent = tenant.Name, WebhookId = "q", Webhook = new() { Url = "https://example.com/", QuietHours = new() { Start = "22", End = "07:00" } } }));
        for (var i = 0; i < 20; i++)
            await CreateAsync(tenant, $"w-{i}", "https://example.com/");
        (await Details.ThrownByAsync(StatusCode.FailedPrecondition, () => CreateAsync(tenant, "one-more", "https://example.com/"))).Reason.ShouldBe("TOO_MANY_WEBHOOKS");
    }

    private static Task<TestHost> StartAsync(string database, Action<WebhookOptions> configure)
    {
        var options = new WebhookOptions { AllowPrivate = true, FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(300), Interval = TimeSpan.FromMilliseconds(50), MaxAttempts = 100 };
        configure(options);
        return TestHost.StartAsync(database, builder => builder.Services.AddSingleton(options));
    }

    private static async Task<CreateWebhookResponse> CreateAsync(TestTenant tenant, string id, string url, params string[] rules) =>
        await tenant.Client.Webhooks.CreateWebhookAsync(new() { Parent = tenant.Name, WebhookId = id, Webhook = new() { Url = url, Rules = { rules } } });

    /// <summary>Rounds of events of several rules: opened, acknowledged, commented, resolved.</summary>
    private static async Task MakeEventsAsync(TestTenant tenant)
    {
        var client = tenant.Client.Alerts;
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 10));
        using var watch = new AlertWatcher(tenant.Client, tenant.Name);
        await watch.ReadAsync(_ => true);
        for (var rule = 0; rule < Rules; rule++)
        {
            var wanted = AlertTests.OrdersBelow(3);
            wanted.ReopenWithin = new Duration();
            await client.CreateAlertRuleAsync(AlertTests.Create(tenant, $"rule-{rule}", wanted));
        }

        await watch.ReadAsync(events => events.Count >= Rules);
        foreach (var action in watch.Events.Select(one => one.Action.Name).ToList())
        {
            await client.AcknowledgeAlertActionAsync(new() { Name = action });
            await client.CommentAlertActionAsync(new() { Name = action, Comment = "ümläut, \"quotes\" and a\nline" });
            await client.ResolveAlertActionAsync(new() { Name = action });
        }

        await watch.ReadAsync(events => events.Count >= Rules * Rounds);
    }

    /// <summary>Every event has arrived, under its one id, with its content, signed; those of one rule first arrived in their order.</summary>
    private static void RequireAll(IReadOnlyCollection<AlertEvent> told, IReadOnlyList<Received> received, string secret)
    {
        var byId = told.ToDictionary(one => one.EventId);
        foreach (var one in received)
        {
            RequireSigned(one, secret);
            one.Event.EventId.ShouldBe(one.EventId);
            one.Event.ShouldBe(byId[one.EventId]);
        }

        var arrived = received.Where(one => one.Answer == 200).Select(one => one.EventId).Distinct().ToList();
        arrived.Order(StringComparer.Ordinal).ShouldBe(byId.Keys.Order(StringComparer.Ordinal));
        foreach (var rule in told.GroupBy(one => one.Action.Rule))
            arrived.Where(id => byId[id].Action.Rule == rule.Key).ShouldBe(rule.Select(one => one.EventId), rule.Key);
    }

    private static void RequireSigned(Received one, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(one.Timestamp + "."), .. one.Body];
        one.Signature.ShouldBe("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(one.Timestamp, CultureInfo.InvariantCulture));
        age.ShouldBeLessThan(TimeSpan.FromMinutes(10));
    }
}
