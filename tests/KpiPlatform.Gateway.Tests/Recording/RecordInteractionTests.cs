using Grpc.Core;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>One interaction at a time.</summary>
public sealed class RecordInteractionTests
{
    [Fact]
    public async Task RecordInteraction_Accepted_GivesTokenAndCustomer()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Record = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Accepted, customer: new() { CustomerId = "a", Version = 1 }));
        var response = await server.Interactions.RecordInteractionAsync(Request(request => request.ReturnCustomer = true));

        response.Outcome.ShouldBe(RecordOutcome.Accepted);
        response.Token.ShouldNotBeEmpty();
        response.Customer.CustomerId.ShouldBe("a");
        server.Ports.Fixed.ShouldBe(["acme"]);
    }

    [Fact]
    public async Task RecordInteraction_Duplicate_SaysSo()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Record = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Duplicate));

        (await server.Interactions.RecordInteractionAsync(Request())).Outcome.ShouldBe(RecordOutcome.Duplicate);
    }

    [Fact]
    public async Task RecordInteraction_ValidateOnly_GivesNoTokenAndFixesNothing()
    {
        await using var server = await GatewayServer.StartAsync();
        var response = await server.Interactions.RecordInteractionAsync(Request(request => request.ValidateOnly = true));

        response.Token.ShouldBeEmpty();
        server.Ports.Fixed.ShouldBeEmpty();
        server.Grains.Customer("acme/a").Commands.ShouldHaveSingleItem().ValidateOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task RecordInteraction_OtherContentUnderTheSameIdentity_AlreadyExistsNamingTheField()
    {
        var details = await FailsAsync(StatusCode.AlreadyExists, new RecordResult(RecordStatus.Rejected, "CONTENT_DIFFERS", "It differs.", "purchase.amount"));

        (details.Reason, details.Field).ShouldBe(("CONTENT_DIFFERS", "interaction.purchase.amount"));
    }

    [Fact]
    public async Task RecordInteraction_RejectedByTheGrain_InvalidArgument()
    {
        var details = await FailsAsync(StatusCode.InvalidArgument, new RecordResult(RecordStatus.Rejected, "LINK_CYCLE", "A cycle.", null));

        (details.Reason, details.Field).ShouldBe(("LINK_CYCLE", "interaction"));
    }

    [Theory]
    [InlineData(RecordStatus.Unavailable, StatusCode.Unavailable)]
    [InlineData(RecordStatus.Overloaded, StatusCode.ResourceExhausted)]
    public async Task RecordInteraction_NotRecorded_SaysWhenToTryAgain(RecordStatus status, StatusCode code)
    {
        var details = await FailsAsync(code, new RecordResult(status, "WHY", "Because.", null));

        details.Reason.ShouldBe("WHY");
        details.RetryInfo.ShouldNotBeNull().RetryDelay.ToTimeSpan().ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task RecordInteraction_SeveralFieldsWrong_NamesEach()
    {
        await using var server = await GatewayServer.StartAsync();
        var request = Request(request =>
        {
            request.Interaction.Source = string.Empty;
            request.Interaction.Purchase.Amount.Units = -1;
        });
        var details = await Should.ThrowAsync<RpcException>(async () => await server.Interactions.RecordInteractionAsync(request));

        details.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        RpcErrorDetails.Of(details).BadRequest!.FieldViolations.Select(violation => violation.Field)
            .ShouldBe(["interaction.source", "interaction.purchase.amount"]);
    }

    [Theory]
    [InlineData("", "parent", "REQUIRED")]
    [InlineData("acme", "parent", "INVALID_RESOURCE_NAME")]
    [InlineData("tenants/ACME", "parent", "INVALID_TENANT_ID")]
    [InlineData("tenants/acme/customers/x", "parent", "INVALID_RESOURCE_NAME")]
    public async Task RecordInteraction_BadParent_NamesFieldAndPattern(string parent, string field, string reason)
    {
        await using var server = await GatewayServer.StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Interactions.RecordInteractionAsync(Request(request => request.Parent = parent)));

        (details.Field, details.Reason).ShouldBe((field, reason));
    }

    [Fact]
    public async Task RecordInteraction_WithoutInteraction_InvalidArgument()
    {
        await using var server = await GatewayServer.StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Interactions.RecordInteractionAsync(Request(request => request.Interaction = null)));

        (details.Field, details.Reason).ShouldBe(("interaction", "REQUIRED"));
    }

    private static RecordInteractionRequest Request(Action<RecordInteractionRequest>? change = null)
    {
        var request = new RecordInteractionRequest { Parent = GatewayServer.Tenant, Interaction = Purchase("a", "1") };
        change?.Invoke(request);
        return request;
    }

    private static async Task<RpcErrorDetails> FailsAsync(StatusCode code, RecordResult result)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Record = command => Task.FromResult(FakeCustomerGrain.Reply(command, result));
        return await RpcErrorDetails.ThrownByAsync(code, async () => await server.Interactions.RecordInteractionAsync(Request()));
    }
}
