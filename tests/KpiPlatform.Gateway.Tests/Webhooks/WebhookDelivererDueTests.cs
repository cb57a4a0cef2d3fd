using System.Diagnostics.Metrics;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Webhooks;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NSubstitute;

namespace KpiPlatform.Gateway.Tests.Webhooks;

public sealed class WebhookDelivererDueTests
{
    private static readonly TenantNumber Tenant = new(1);
    private static readonly WebhookDelivery Delivery = new("ops", 7, "rule", 0, Instant.FromUtc(2026, 1, 1, 0, 0), string.Empty);

    [Fact]
    public async Task Begin_WhatWasReadAsDueHasLeftTheQueueMeanwhile_IsNotSentAgain()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var time = new ManualTimeProvider();
        var options = new WebhookOptions();
        var ports = new FakePorts();
        ports.Definitions["acme"] = InteractionGenerator.Definition;
        var store = Substitute.For<IWebhookStore>();
        store.ReadDueTenantsAsync(default, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<TenantNumber>>([Tenant]));
        store.ReadAsync(default, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<WebhookEndpoint>>([new() { Id = "ops", Url = "https://example.com/" }]));

        // One whose event is kept no longer needs no receiver: it leaves the queue.
        var found = new TaskCompletionSource<AlertEvent?>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.FindEventAsync(default, default, default).ReturnsForAnyArgs(found.Task);
        using var sender = new WebhookSender(options, time);
        using var metrics = new WebhookMetrics(services.GetRequiredService<IMeterFactory>());
        using var deliverer = new WebhookDeliverer(
            store,
            new FakeAlertSignals { Owned = [new(Tenant, TenantId.Parse("acme"), 1)] },
            new CallerDefinitions(ports),
            sender,
            options,
            metrics,
            time,
            NullLogger<WebhookDeliverer>.Instance);
        var due = Task.FromResult<IReadOnlyList<WebhookDelivery>>([Delivery]);
        store.ReadDueAsync(default, default, default, default).ReturnsForAnyArgs(due);
        (await deliverer.BeginAsync(default)).ShouldBe(1);

        // The database has answered that it is due, and before the answer is here it is done.
        var answer = new TaskCompletionSource<IReadOnlyList<WebhookDelivery>>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.ReadDueAsync(default, default, default, default).ReturnsForAnyArgs(answer.Task);
        var second = deliverer.BeginAsync(default);
        found.SetResult(null);
        await deliverer.SettleAsync();
        answer.SetResult([Delivery]);

        (await second).ShouldBe(0);
        await deliverer.SettleAsync();
        await store.Received(1).CompleteAsync(Tenant, Delivery, Arg.Any<CancellationToken>());

        // At the next look it may be begun, if it is due.
        store.ReadDueAsync(default, default, default, default).ReturnsForAnyArgs(due);
        (await deliverer.BeginAsync(default)).ShouldBe(1);
        await deliverer.SettleAsync();
    }
}
