using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using NodaTime;
using Wire = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Interactions;

/// <summary>Checks an interaction that was sent and turns it into the domain's. Never throws for bad input; thread-safe.</summary>
/// <remarks>
/// Filled in on the way: order_id of a purchase and session of a visit with the interaction's id, effective_time with occur_time,
/// a quantity of 0 with 1, an empty currency with the tenant's. Times and durations are cut to the microsecond, a missing
/// amount reads as 0, an empty <c>about</c> as none, -0 as 0. Two messages that differ in just that are the same interaction.
/// </remarks>
public static partial class InteractionReader
{
    /// <summary>Reads the interaction of a request with one.</summary>
    /// <param name="proto">What was sent.</param>
    /// <param name="fieldPrefix">Path of it in the request, e.g. "interaction"; empty if it is the request.</param>
    /// <param name="definition">The tenant's definition in force.</param>
    /// <param name="now">Now.</param>
    public static ReadInteraction Read(Wire.Interaction proto, string fieldPrefix, TenantDefinition definition, Instant now) =>
        Read(proto, fieldPrefix, index: -1, definition, now);

    /// <summary>Reads one of the interactions of a batch.</summary>
    /// <param name="proto">What was sent.</param>
    /// <param name="listField">Path of the list in the request, e.g. "interactions".</param>
    /// <param name="index">Position in the list, from 0.</param>
    /// <param name="definition">The tenant's definition in force.</param>
    /// <param name="now">Now.</param>
    public static ReadInteraction Read(Wire.Interaction proto, string listField, int index, TenantDefinition definition, Instant now)
    {
        var check = new FieldCheck(listField, index);
        var bytes = proto.CalculateSize();
        if (bytes > InteractionLimits.InteractionBytes)
        {
            check.Fail(string.Empty, InteractionReasons.InteractionTooLarge, $"It has {bytes} bytes; send at most {InteractionLimits.InteractionBytes}.");
            return new ReadInteraction(default, null, check.Violations);
        }

        var kind = KindOf(proto.KindCase);
        CheckCustomer(proto, kind, check);
        var source = check.Text(proto.Source, "source", InteractionLimits.IdBytes, required: true);
        var id = check.Text(proto.Id, "id", InteractionLimits.IdBytes, required: true);
        var revision = (int)check.Whole(proto.Revision, "revision", 0, InteractionLimits.Revision);
        var occurredAt = check.OccurTime(proto.OccurTime, now);
        var channel = check.Text(proto.Channel, "channel", InteractionLimits.IdBytes);
        var labels = check.Map(proto.Labels, "labels", InteractionLimits.Labels);
        var contact = check.Text(proto.Contact, "contact", InteractionLimits.TextBytes);

        Facts? facts = null;
        if (kind == InteractionKind.None)
        {
            check.Fail("kind", InteractionReasons.KindRequired, "No kind is set, or one that this version does not know; set exactly one, e.g. purchase.");
        }
        else
        {
            check.EnterKind(InteractionKinds.NameOf(kind));
            facts = ReadFacts(proto, new Context(check, definition, id, occurredAt));
        }

        if (!check.IsClean || facts is null)
            return new ReadInteraction(default, null, check.Violations);
        var interaction = new Interaction
        {
            Source = source,
            Id = id,
            Revision = revision,
            OccurredAt = occurredAt,
            Channel = channel,
            Labels = labels,
            Contact = contact,
            Facts = facts,
        };
        return new ReadInteraction(proto.Customer.Length == 0 ? CustomerId.TenantFacts : CustomerId.Parse(proto.Customer), interaction, []);
    }

    private static void CheckCustomer(Wire.Interaction proto, InteractionKind kind, FieldCheck check)
    {
        const string Field = "customer";
        if (InteractionKinds.IsOfTenant(kind))
        {
            if (proto.Customer.Length > 0)
                check.Fail(Field, InteractionReasons.CustomerNotAllowed, $"It is \"{DisplayText.Of(proto.Customer)}\", but {InteractionKinds.NameOf(kind)} is a fact of the tenant; leave it empty.");
        }
        else if (proto.Customer.Length == 0)
        {
            check.Fail(Field, InteractionReasons.CustomerRequired, $"It is empty; give the customer, 1 to {CustomerId.MaxBytes} UTF-8 bytes.");
        }
        else
        {
            check.Text(proto.Customer, Field, CustomerId.MaxBytes);
        }
    }

    /// <summary>What reading a kind needs beside its message.</summary>
    private readonly record struct Context(FieldCheck Check, TenantDefinition Definition, string Id, Instant OccurredAt)
    {
        /// <summary>A reader of the amounts of this interaction.</summary>
        public MoneyCheck Money(string exchangeRate) => new(Check, Currency.Of(Definition.Settings.Currency), exchangeRate);

        /// <summary>A required id of at most 64 bytes.</summary>
        public string Id64(string text, string field) => Check.Text(text, field, InteractionLimits.IdBytes, required: true);

        /// <summary>A text that may be empty.</summary>
        public string Text(string text, string field) => Check.Text(text, field, InteractionLimits.TextBytes);

        /// <summary>A text that may not be empty.</summary>
        public string Required(string text, string field) => Check.Text(text, field, InteractionLimits.TextBytes, required: true);
    }
}
