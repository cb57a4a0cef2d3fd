using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Webhooks;

public sealed class WebhookDefinitionTests
{
    private const string Name = GatewayServer.Tenant + "/webhooks/ops";

    [Fact]
    public async Task UpdateWebhook_OneOfItsRulesIsGone_OtherFieldsCanBeChanged()
    {
        await using var server = await GatewayServer.StartAsync();
        var alerts = new AlertService.AlertServiceClient(server.Channel);
        var webhooks = new WebhookService.WebhookServiceClient(server.Channel);
        await alerts.CreateAlertRuleAsync(new()
        {
            Parent = GatewayServer.Tenant,
            AlertRuleId = "quiet",
            AlertRule = new() { Silence = new() { After = new() { Seconds = 60 } } },
        });
        await webhooks.CreateWebhookAsync(new() { Parent = GatewayServer.Tenant, WebhookId = "ops", Webhook = new() { Url = "https://example.com/", Rules = { "quiet" } } });
        await alerts.DeleteAlertRuleAsync(new() { Name = GatewayServer.Tenant + "/alertRules/quiet" });

        var disabled = await webhooks.UpdateWebhookAsync(new() { Webhook = new() { Name = Name, Disabled = true }, UpdateMask = new() { Paths = { "disabled" } } });

        disabled.Disabled.ShouldBeTrue();
        disabled.Rules.ShouldBe(["quiet"]);
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument,
            () => webhooks.UpdateWebhookAsync(new() { Webhook = new() { Name = Name, Rules = { "quiet" } }, UpdateMask = new() { Paths = { "rules" } } }).ResponseAsync);
        (details.Reason, details.Field).ShouldBe(("UNKNOWN_RULE", "webhook.rules[0]"));
    }
}
