using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Templates of scorecards, and definitions from them.</summary>
internal sealed class TemplateLister(CallerDefinitions definitions, TimeProvider time)
{
    /// <summary>All templates, as they would be instantiated today.</summary>
    public async Task<Proto.ListTemplatesResponse> ListAsync(Proto.ListTemplatesRequest request, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(ResourceNames.ParseTenant(request.Parent, "parent"), cancellationToken);
        var environment = ScorecardEnvironment.Of(tenant);
        var response = new Proto.ListTemplatesResponse();
        foreach (var template in ScorecardTemplates.All)
        {
            response.Templates.Add(new Proto.ScorecardTemplate
            {
                Id = template.Id,
                Title = template.Title,
                Description = template.Description,
                Definition = ScorecardDefinitions.ToProto(template.At(Today(tenant))),
                MissingIndicators = { template.MissingIn(environment) },
            });
        }

        return response;
    }

    /// <summary>The definition that a creation asks for.</summary>
    /// <exception cref="DomainException">The template is none, or cannot be used, or more than title and description are given beside it.</exception>
    public async Task<ScorecardDefinition> InstantiateAsync(TenantId tenantId, string template, Proto.ScorecardDefinition? scorecard, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(tenantId, cancellationToken);
        var definition = ScorecardTemplates.Get(template).Instantiate(ScorecardEnvironment.Of(tenant), Today(tenant));
        if (scorecard is null)
            return definition;
        if (scorecard.Perspectives.Count > 0)
            throw new DomainException(ErrorKind.InvalidArgument, "GIVEN_TWICE", "The perspectives come from the template: leave them out, and change the scorecard afterwards.", "scorecard.perspectives");
        return definition with
        {
            Title = scorecard.Title.Length > 0 ? scorecard.Title : definition.Title,
            Description = scorecard.Description.Length > 0 ? scorecard.Description : definition.Description,
        };
    }

    private int Today(TenantDefinition tenant) => tenant.Calendar.DayOf(time.Now());

    private async Task<TenantDefinition> TenantAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
}
