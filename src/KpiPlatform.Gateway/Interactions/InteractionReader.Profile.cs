using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

public static partial class InteractionReader
{
    private static CustomerRegistered Read(Wire.CustomerRegistered proto, in Context context) => new()
    {
        Attributes = context.Check.Map(proto.Attributes, "attributes", InteractionLimits.Attributes),
        Referrer = context.Text(proto.Referrer, "referrer"),
        Medium = context.Text(proto.Medium, "medium"),
        Campaign = context.Text(proto.Campaign, "campaign"),
        Salesperson = context.Text(proto.Salesperson, "salesperson"),
    };

    private static ProfileUpdated Read(Wire.ProfileUpdated proto, in Context context)
    {
        if (proto.Attributes.Count == 0)
            context.Check.Fail("attributes", InteractionReasons.Required, $"It is empty; give 1 to {InteractionLimits.Attributes} attributes.");
        return new ProfileUpdated { Attributes = context.Check.Map(proto.Attributes, "attributes", InteractionLimits.Attributes) };
    }

    private static IdentityLinked Read(Wire.IdentityLinked proto, in Context context, string customer)
    {
        const string Field = "survivor";
        if (proto.Survivor.Length > 0 && string.Equals(proto.Survivor, customer, StringComparison.Ordinal))
            context.Check.Fail(Field, InteractionReasons.SameCustomer, $"\"{DisplayText.Of(customer)}\" is the customer itself; give the other customer, who survives.");
        return new IdentityLinked { Survivor = context.Required(proto.Survivor, Field) };
    }

    private static IdentityUnlinked Read(Wire.IdentityUnlinked proto, in Context context) => new()
    {
        Survivor = context.Required(proto.Survivor, "survivor"),
    };

    private static SourceRecord Read(Wire.SourceRecord proto, in Context context) => new()
    {
        System = context.Required(proto.System, "system"),
        ExternalId = context.Text(proto.ExternalId, "external_id"),
        Digest = context.Required(proto.Digest, "digest"),
    };
}
