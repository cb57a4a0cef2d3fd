using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Hosting;

namespace KpiPlatform.Gateway.Tests.Access;

/// <summary>Every method has its row, and every row its method.</summary>
public sealed class AccessPoliciesTests
{
    [Fact]
    public void Rows_AreOneForEachMethodServed()
    {
        var served = new ServedServices().Descriptors.SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"));

        new AccessPolicies().All.Select(row => row.Method).Order(StringComparer.Ordinal)
            .ShouldBe(served.Order(StringComparer.Ordinal), "A new method needs a row in AccessPolicies: without one nobody may call it.");
    }

    [Fact]
    public void Rows_OfRequestsWithAName_LookAtIt()
    {
        var policies = new AccessPolicies();
        foreach (var service in new ServedServices().Descriptors.Where(service => service.File.Package == "kpi.v1"))
        {
            foreach (var method in service.Methods)
            {
                var named = method.InputType.Fields.InFieldNumberOrder().Any(field => field.Name is "parent" or "name");
                var row = policies.Find($"/{service.FullName}/{method.Name}")!;
                if (named)
                    row.Names.ShouldNotBeEmpty($"{row.Method} names something in its request, and its row does not say where.");
                if (row.Names.Count == 0)
                    row.AnyOf.ShouldBeOneOf(Domain.Access.AccessRoles.PlatformAdmin, Domain.Access.AccessRoles.None);
            }
        }
    }
}
