using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Reads order_by of ListCustomers: a field, then optionally "asc" or "desc".</summary>
internal static class CustomerOrderParser
{
    /// <summary>The order; by customer_id for an empty text.</summary>
    /// <exception cref="DomainException">INVALID_ORDER_BY.</exception>
    public static (CustomerField Field, bool Descending) Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return (CustomerField.CustomerId, false);
        if (CustomerFields.Find(words[0]) is not { } field)
            throw Invalid($"\"{DisplayText.Of(words[0])}\" is no field to order by: expected one of {CustomerFields.Names}.");
        return words switch
        {
            [_] or [_, "asc"] => (field, false),
            [_, "desc"] => (field, true),
            _ => throw Invalid($"After the field, expected \"desc\" or nothing; found \"{DisplayText.Of(string.Join(' ', words[1..]))}\". Customers are ordered by one field."),
        };
    }

    private static DomainException Invalid(string message) => new(ErrorKind.InvalidArgument, Reasons.InvalidOrderBy, message, "order_by");
}
