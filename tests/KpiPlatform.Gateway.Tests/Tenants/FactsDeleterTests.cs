using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Gateway.Tests.Fakes;
using NodaTime;
using NSubstitute;

namespace KpiPlatform.Gateway.Tests.Tenants;

public sealed class FactsDeleterTests
{
    public static TheoryData<Exception> Failures =>
    [
        new TimeoutException("The grain did not answer."),
        new DomainException(ErrorKind.DataLoss, "DAMAGED_ROW", "A row is damaged."),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task RunAsync_OneCustomerFails_LeavesItAndGoesOnWithTheOthers(Exception failure)
    {
        var grains = new FakeGrainFactory();
        grains.Tenant("acme").Document = new(1, "{}", 1, Fixed: false, "etag-1", 0, 0);
        grains.Customer("acme/b").Failure = failure;
        var ports = new FakePorts();
        ports.Definitions["acme"] = new(new(1), 1, new TenantSettings());
        var erasures = Substitute.For<IErasures>();
        erasures.ReadActiveBeforeAsync(Arg.Any<TenantNumber>(), Arg.Any<Instant>(), string.Empty, Arg.Any<int>(), Arg.Any<CancellationToken>())
            .Returns([CustomerId.Parse("a"), CustomerId.Parse("b"), CustomerId.Parse("c")]);
        var deleter = new FactsDeleter(new CallerGrains(grains), new CallerDefinitions(ports), erasures, new GatewayOptions { FactsSettling = TimeSpan.Zero }, TimeProvider.System);

        var answer = await deleter.RunAsync(new() { Name = "tenants/acme", StartDate = "2024-01-01" }, CancellationToken.None);

        (answer.DeletedCount, answer.CustomersCount, answer.CustomersLeftCount).ShouldBe((2, 2, 1));
    }
}
