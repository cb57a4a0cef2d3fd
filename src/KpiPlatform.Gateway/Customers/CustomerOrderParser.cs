using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Reads order_by of ListCustomers: a field, then optionally "asc" or "desc".</summary>
internal static class CustomerOrderParser
{
    private const string Indicator = "indicator:";

    /// <summary>The order; by customer_id for an empty text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isIndicator">Whether an id is one of the tenant's indicators.</param>
    /// <exception cref="DomainException">INVALID_ORDER_BY.</exception>
    public static CustomerOrderBy Parse(string text, Func<string, bool> isIndicator)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return new(CustomerField.CustomerId, Descending: false);
        var id = words[0].StartsWith(Indicator, StringComparison.Ordinal) ? words[0][Indicator.Length..] : words[0];
        var order = id.Length == words[0].Length && CustomerFields.Find(id) is { } field ? new CustomerOrderBy(field, Descending: false)
            : isIndicator(id) ? new CustomerOrderBy(CustomerField.Indicator, Descending: false, id)
            : throw Invalid($"\"{DisplayText.Of(words[0])}\" is no field to order by: expected one of {CustomerFields.OrderNames}, or an indicator's id.");
        return words switch
        {
            [_] or [_, "asc"] => order,
            [_, "desc"] => order with { Descending = true },
            _ => throw Invalid($"After the field, expected \"desc\" or nothing; found \"{DisplayText.Of(string.Join(' ', words[1..]))}\". Customers are ordered by one field."),
        };
    }

    private static DomainException Invalid(string message) => new(ErrorKind.InvalidArgument, Reasons.InvalidOrderBy, message, "order_by");
}
