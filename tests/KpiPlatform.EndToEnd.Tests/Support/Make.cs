using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Builds interactions. Times are local ones of Europe/Berlin in winter (UTC+1) unless they say otherwise.</summary>
internal static class Make
{
    private static int _ids;

    public static Interaction At(string customer, string time, string? id = null, string source = "test") => new()
    {
        Customer = customer,
        Source = source,
        Id = id ?? $"i-{Interlocked.Increment(ref _ids)}",
        OccurTime = Time(time),
        Channel = "web",
    };

    /// <summary>"2025-01-10", "2025-01-10T12:00" (both UTC+1), or with a zone.</summary>
    public static Timestamp Time(string text)
    {
        var full = text.Length == 10 ? text + "T12:00" : text;
        var hasZone = full.EndsWith('Z') || full.LastIndexOfAny(['+', '-']) > 10;
        return Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(hasZone ? full : full + "+01:00", CultureInfo.InvariantCulture));
    }

    public static Money Euros(decimal amount)
    {
        var units = decimal.Truncate(amount);
        return new Money { CurrencyCode = "EUR", Units = (long)units, Nanos = (int)((amount - units) * 1_000_000_000) };
    }

    public static Interaction Purchase(string customer, string time, decimal amount, decimal discount = 0, string? id = null, int revision = 0)
    {
        var interaction = At(customer, time, id);
        interaction.Revision = revision;
        interaction.Purchase = new Purchase { Amount = Euros(amount) };
        if (discount > 0)
            interaction.Purchase.Discount = Euros(discount);
        return interaction;
    }

    public static Interaction Refund(string customer, string time, decimal amount)
    {
        var interaction = At(customer, time);
        interaction.Refund = new Refund { Amount = Euros(amount) };
        return interaction;
    }

    public static Interaction Answer(string customer, string time, string survey, double value)
    {
        var interaction = At(customer, time);
        interaction.SurveyAnswered = new SurveyAnswered { Survey = survey, Value = value };
        return interaction;
    }

    public static Interaction Complaint(string customer, string time)
    {
        var interaction = At(customer, time);
        interaction.Complaint = new Complaint { Category = "delivery" };
        return interaction;
    }

    public static Interaction Opened(string customer, string time, string ticket, string category)
    {
        var interaction = At(customer, time);
        interaction.TicketOpened = new TicketOpened { Ticket = ticket, Category = category };
        return interaction;
    }

    public static Interaction Resolved(string customer, string time, string ticket)
    {
        var interaction = At(customer, time);
        interaction.TicketResolved = new TicketResolved { Ticket = ticket };
        return interaction;
    }

    public static Interaction Reopened(string customer, string time, string ticket)
    {
        var interaction = At(customer, time);
        interaction.TicketReopened = new TicketReopened { Ticket = ticket };
        return interaction;
    }
}
