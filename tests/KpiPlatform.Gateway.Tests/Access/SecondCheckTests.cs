using System.Reflection;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Gateway.Tests.Access;

/// <summary>What holds if a policy's row forgets a field: nothing of another tenant is addressed all the same.</summary>
public sealed class SecondCheckTests
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly Caller OfAcme = new() { Tenant = Acme, Roles = AccessRoles.TenantAdmin, Principal = "key:a" };

    [Theory]
    [InlineData("acme2/ann")]
    [InlineData("acm/ann")]
    [InlineData("other/ann")]
    [InlineData("other")]
    public async Task GetGrain_OfAnotherTenant_IsDenied(string key)
    {
        var grains = new CallerGrains(new FakeGrainFactory());

        await Task.Run(() =>
        {
            CallerScope.Enter(OfAcme);
            Should.Throw<DomainException>(() => grains.GetGrain<ICustomerGrain>(key)).Kind.ShouldBe(ErrorKind.PermissionDenied);
        });
    }

    [Fact]
    public async Task GetGrain_OfTheOwnTenant_IsGiven()
    {
        var grains = new CallerGrains(new FakeGrainFactory());

        await Task.Run(() =>
        {
            CallerScope.Enter(OfAcme);
            grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Acme, CustomerId.Parse("other/ann"))).ShouldNotBeNull();
            grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(Acme)).ShouldNotBeNull();
        });
    }

    [Fact]
    public async Task FindAsync_OfAnotherTenant_IsDeniedInTheSameWordsWhetherItExists()
    {
        var ports = new FakePorts();
        ports.Definitions["other"] = Testing.Interactions.InteractionGenerator.Definition;
        var definitions = new CallerDefinitions(ports);

        await Task.Run(async () =>
        {
            CallerScope.Enter(OfAcme);
            var there = await Should.ThrowAsync<DomainException>(async () => await definitions.FindAsync(TenantId.Parse("other"), default));
            var not = await Should.ThrowAsync<DomainException>(async () => await definitions.FindForRecordingAsync(TenantId.Parse("nobody"), default));
            (there.Kind, there.Reason, there.Message).ShouldBe((not.Kind, not.Reason, not.Message));
        });
    }

    [Fact]
    public async Task Enter_InACall_DoesNotOutliveIt()
    {
        await Task.Run(() => CallerScope.Enter(OfAcme));

        CallerScope.Current.ShouldBeNull();
    }

    [Fact]
    public void TypesOfTheGateway_ReachGrainsAndDefinitionsOnlyThroughTheCheck()
    {
        Type[] direct = [typeof(IGrainFactory), typeof(ITenantDefinitions)];
        var offenders = typeof(CallerScope).Assembly.GetTypes()
            .Where(type => type != typeof(CallerGrains) && type != typeof(CallerDefinitions))

            // Asked of the credential's own tenant, before there is a caller.
            .Where(type => type != typeof(DefinedStanding))
            .Where(type => type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Any(constructor => constructor.GetParameters().Any(parameter => direct.Contains(parameter.ParameterType))))
            .Select(type => type.FullName);

        offenders.ShouldBeEmpty("Take CallerGrains and CallerDefinitions: they hold what is addressed against the caller's tenant.");
    }
}
