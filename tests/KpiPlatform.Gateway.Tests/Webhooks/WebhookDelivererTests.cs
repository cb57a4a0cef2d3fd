using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Webhooks;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Webhooks;

/// <summary>When webhooks are sent and when not, by a clock that tests move, to a server of their own.</summary>
public sealed class WebhookDelivererTests : IAsyncLifetime
{
    private static readonly TenantNumber Acme = new(1);
    private readonly ConcurrentQueue<string> _received = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2025, 10, 25, 20, 30, 0, TimeSpan.Zero));
    private readonly InMemoryWebhookStore _store = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private WebApplication _receiver = null!;
    private string _url = string.Empty;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _receiver = builder.Build();
        _receiver.Run(context =>
        {
            _received.Enqueue(context.Request.Headers["Kpi-Event-Id"].ToString());
            context.Response.StatusCode = context.Request.Path == "/fail" ? 500 : 204;
            return Task.CompletedTask;
        });
        await _receiver.StartAsync();
        _url = _receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task QuietHours_AcrossTheEndOfSummerTime_AreThoseOfTheWall()
    {
        // 22:30 in Berlin, in summer; seven in the morning is 05:00 UTC the day before the clocks change, and 06:00 UTC on it.
        var deliverer = await StartAsync(new(), new QuietHours(new LocalTime(22, 0), new LocalTime(7, 0)));
        Queue(1);
        (await RoundAsync(deliverer)).ShouldBe(0);
        MoveTo(2025, 10, 26, 5, 0);
        (await RoundAsync(deliverer)).ShouldBe(0);
        MoveTo(2025, 10, 26, 5, 59);
        (await RoundAsync(deliverer)).ShouldBe(0);
        MoveTo(2025, 10, 26, 6, 0);
        (await RoundAsync(deliverer)).ShouldBe(1);
        _received.ShouldBe(["acme-a1"]);
        (await _store.CountAsync(Acme, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tenant_WithMoreThanItsLimit_WaitsForTheNextMinute()
    {
        var deliverer = await StartAsync(new() { MaxPerMinuteOfTenant = 5, MaxParallelOfWebhook = 100, MaxParallelOfTenant = 100 });
        for (var i = 1; i <= 12; i++)
            Queue(i, $"rule-{i}");
        (await RoundAsync(deliverer)).ShouldBe(5);
        (await RoundAsync(deliverer)).ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(12));
        (await RoundAsync(deliverer)).ShouldBe(1);
        _time.Advance(TimeSpan.FromMinutes(10));
        (await RoundAsync(deliverer)).ShouldBe(5);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await RoundAsync(deliverer)).ShouldBe(1);
        _received.Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public async Task Webhook_Disabled_KeepsItsQueue()
    {
        var deliverer = await StartAsync(new());
        Queue(1);
        await ChangeAsync(webhook => webhook with { Disabled = true });
        (await RoundAsync(deliverer)).ShouldBe(0);
        await ChangeAsync(webhook => webhook with { Disabled = false });
        (await RoundAsync(deliverer)).ShouldBe(1);
    }

    [Fact]
    public async Task Rule_WhoseFirstEventFails_WaitsAndOthersDoNot()
    {
        var deliverer = await StartAsync(new() { FirstRetry = TimeSpan.FromSeconds(10) }, path: "/fail");
        Queue(1, "a");
        Queue(2, "a");
        Queue(3, "b");
        (await RoundAsync(deliverer)).ShouldBe(2);
        _received.Order(StringComparer.Ordinal).ShouldBe(["acme-a1", "acme-a3"]);
        (await RoundAsync(deliverer)).ShouldBe(0);
        await ChangeAsync(webhook => webhook with { Url = _url });
        _time.Advance(TimeSpan.FromSeconds(10));
        (await RoundAsync(deliverer)).ShouldBe(2);
        (await RoundAsync(deliverer)).ShouldBe(1);
        _received.Skip(2).Where(id => id != "acme-a3").ShouldBe(["acme-a1", "acme-a2"]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Address_ThatLeadsInside_IsNotConnectedTo(string host)
    {
        // As if the check of the URL had been passed, for instance by a name that led elsewhere then.
        var deliverer = await StartAsync(new() { AllowPrivate = false, MaxAttempts = 1 });
        await ChangeAsync(webhook => webhook with { Url = $"http://{host}:{new Uri(_url).Port}/" });
        Queue(1);
        (await RoundAsync(deliverer)).ShouldBe(1);
        _received.ShouldBeEmpty();
        (await _store.ListDeadAsync(Acme, "ops", 0, 10, default)).ShouldHaveSingleItem().Delivery.Error.ShouldBe("The URL leads to a machine or network that alerts are not sent to.");
    }

    [Fact]
    public async Task Metrics_OfDeliveries_HaveTheirOutcomeAndNoNames()
    {
        var measured = new ConcurrentQueue<(string Name, string? Unit, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == WebhookMetrics.MeterName)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        var deliverer = await StartAsync(new());
        Queue(1);
        await RoundAsync(deliverer);
        measured.ShouldContain(("kpi.webhooks.deliveries", "{delivery}", "outcome=delivered"));
        measured.ShouldContain(("kpi.webhooks.delivery.duration", "s", string.Empty));
        measured.ShouldContain(("kpi.webhooks.delivery.lag", "s", string.Empty));

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Enqueue((instrument.Name, instrument.Unit, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    private async Task<WebhookDeliverer> StartAsync(WebhookOptions options, QuietHours? quiet = null, string path = "/")
    {
        if (options.MaxAttempts != 1)
            options.AllowPrivate = true;
        var ports = new FakePorts();
        ports.Definitions["acme"] = new TenantDefinition(Acme, 1, new TenantSettings { TimeZone = "Europe/Berlin" });
        await _store.ChangeAsync(Acme, "ops", (_, _) => new WebhookEndpoint { Id = "ops", Url = _url + path, Secret = "s", QuietHours = quiet }, default);
        var signals = new FakeAlertSignals { Owned = [new AlertTenant(Acme, TenantId.Parse("acme"), 1)] };
        return new(
            _store, signals, new CallerDefinitions(ports), new WebhookSender(options, _time), options, new WebhookMetrics(_services.GetRequiredService<IMeterFactory>()), _time, NullLogger<WebhookDeliverer>.Instance);
    }

    private static async Task<int> RoundAsync(WebhookDeliverer deliverer)
    {
        var begun = await deliverer.BeginAsync(default);
        await deliverer.SettleAsync();
        return begun;
    }

    private Task ChangeAsync(Func<WebhookEndpoint, WebhookEndpoint> change) => _store.ChangeAsync(Acme, "ops", (_, webhook) => change(webhook!), default);

    private void Queue(long position, string rule = "few")
    {
        var now = Instant.FromDateTimeOffset(_time.GetUtcNow());
        var action = new AlertAction { Id = position, Rule = rule, Subject = string.Empty, State = AlertActionState.Open, OpenedAt = now, RaisedAt = now, UpdatedAt = now };
        _store.Queue(Acme, "ops", new(position, new(AlertEventType.Opened, action, string.Empty, string.Empty, now), null, now), now);
    }

    private void MoveTo(int year, int month, int day, int hour, int minute) => _time.Advance(new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero) - _time.GetUtcNow());
}
