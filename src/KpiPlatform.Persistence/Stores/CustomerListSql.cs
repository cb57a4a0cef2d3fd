using System.Data.Common;
using System.Globalization;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Stores;

/// <summary>
/// The conditions and the order of a list of customers. Values never enter the text, only parameters do. Fields compare as doubles,
/// times as microseconds since 1970: exact up to 2^53, which is the year 2255 or 9 × 10^13 major units.
/// </summary>
internal sealed class CustomerListSql(SqlDatabase database, DbCommand command)
{
    private int _parameters;
    private string _lifecycle = string.Empty;

    /// <summary>The condition; adds its parameters, @limit included.</summary>
    public string Where(CustomerQuery query)
    {
        database.Bind(command, "@tenant", ColumnType.Int, query.Tenant.Value);
        database.Bind(command, "@limit", ColumnType.Int, query.Limit);
        if (query.Lifecycle is { } bounds)
            _lifecycle = Lifecycle(bounds);
        List<string> conditions = ["i.tenant = @tenant", "c.external_id <> ''", "i.folded = 0"];
        if (!query.Filter.IsEverybody)
            conditions.Add(Filter(query.Filter));
        if (query.After is { } after)
            conditions.Add(After(query, after));
        return string.Join(" and ", conditions);
    }

    /// <summary>The order: by value, none last; equal ones by external id ascending.</summary>
    public string OrderBy(CustomerQuery query)
    {
        var direction = query.Descending ? "desc" : "asc";
        return query.OrderBy == CustomerField.CustomerId
            ? $"c.external_id {direction}"
            : $"{Value(query.OrderBy)} {direction} nulls last, c.external_id";
    }

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "<>",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Only customer ids compare by their start."),
    };

    private string Filter(CustomerFilter filter) => filter switch
    {
        ConditionFilter leaf => Condition(leaf.Condition),
        AllOfFilter { Parts.Count: 0 } => "1 = 1",
        AnyOfFilter { Parts.Count: 0 } => "1 = 0",
        AllOfFilter all => $"({string.Join(" and ", all.Parts.Select(Filter))})",
        AnyOfFilter any => $"({string.Join(" or ", any.Parts.Select(Filter))})",

        // What is unknown for lack of a value is not met, and so its opposite is.
        NotFilter not => $"(not coalesce({Filter(not.Part)}, false))",
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Not a part of filters."),
    };

    private string Condition(CustomerCondition condition)
    {
        if (condition.Comparison == Comparison.Present)
            return condition.Field == CustomerField.CustomerId ? "1 = 1" : $"{Value(condition.Field)} is not null";
        if (condition.Field == CustomerField.CustomerId)
        {
            var text = Parameter(ColumnType.Text, condition.Text ?? string.Empty);
            return condition.Comparison == Comparison.StartsWith
                ? $"c.external_id >= {text} and substr(c.external_id, 1, length({text})) = {text}"
                : $"c.external_id {Operator(condition.Comparison)} {text}";
        }

        var comparison = $"{Value(condition.Field)} {Operator(condition.Comparison)} {Parameter(ColumnType.Double, condition.Number)}";
        return condition.Comparison == Comparison.NotEqual ? $"({comparison} or {Value(condition.Field)} is null)" : comparison;
    }

    private string After(CustomerQuery query, CustomerPageKey after)
    {
        var id = Parameter(ColumnType.Text, after.CustomerId);
        var past = query.Descending ? "<" : ">";
        if (query.OrderBy == CustomerField.CustomerId)
            return $"c.external_id {past} {id}";
        var value = Value(query.OrderBy);
        if (after.Value is not { } number)
            return $"({value} is null and c.external_id > {id})";
        var bound = Parameter(ColumnType.Double, number);
        return $"({value} {past} {bound} or ({value} = {bound} and c.external_id > {id}) or {value} is null)";
    }

    private string Value(CustomerField field) => field switch
    {
        CustomerField.Orders => Double("i.orders"),
        CustomerField.Revenue => Double("i.revenue_minor"),
        CustomerField.AveragePurchaseValue => $"({Double("i.revenue_minor")} / nullif(i.orders, 0))",
        CustomerField.Complaints => Double("i.complaints"),
        CustomerField.OpenTickets => Double("i.open_tickets"),
        CustomerField.Csat => "i.csat",
        CustomerField.Nps => "i.nps",
        CustomerField.AcquireTime => database.TimeAsDouble("i.acquired_at"),
        CustomerField.FirstOrderTime => database.TimeAsDouble("i.first_order_at"),
        CustomerField.LastOrderTime => database.TimeAsDouble("i.last_order_at"),
        CustomerField.LastInteractionTime => database.TimeAsDouble("i.last_interaction_at"),
        CustomerField.InBase when _lifecycle.Length > 0 => "cast(case when i.base_until > @now then 1 else 0 end as double precision)",
        CustomerField.Lifecycle => _lifecycle.Length > 0 ? _lifecycle : throw new InvalidOperationException("A query by the lifecycle says as of when: set CustomerQuery.Lifecycle."),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a field with a number."),
    };

    /// <summary>The same decisions in the same order as <see cref="LifecycleBounds.StageOf"/>.</summary>
    private string Lifecycle(LifecycleBounds bounds)
    {
        database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(bounds.Now));
        database.Bind(command, "@new_since", ColumnType.Time, Microseconds.Of(bounds.NewSince));
        database.Bind(command, "@returned_since", ColumnType.Time, Microseconds.Of(bounds.ReturnedSince));
        database.Bind(command, "@lapsing_before", ColumnType.Time, Microseconds.Of(bounds.LapsingBefore));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            cast(case
                when i.acquired_at is null or i.acquired_at > @now then {(int)LifecycleStage.Prospect}
                when i.base_until is null or i.base_until <= @now then {(int)LifecycleStage.Lapsed}
                when i.base_until < @lapsing_before then {(int)LifecycleStage.Lapsing}
                when i.returned_at >= @returned_since and i.returned_at <= @now then {(int)LifecycleStage.Returned}
                when i.acquired_at >= @new_since then {(int)LifecycleStage.New}
                when i.orders >= 2 then {(int)LifecycleStage.Repeat}
                else {(int)LifecycleStage.Active} end as double precision)
            """);
    }

    private static string Double(string column) => $"cast({column} as double precision)";

    private string Parameter(ColumnType type, object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_parameters++}");
        database.Bind(command, name, type, value);
        return name;
    }
}
