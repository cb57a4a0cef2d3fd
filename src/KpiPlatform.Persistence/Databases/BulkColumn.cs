namespace KpiPlatform.Persistence.Databases;

/// <summary>One column of many rows: what a multi-row statement takes.</summary>
/// <param name="Type">Type of the column.</param>
/// <param name="Values">An array with one element a row, of the type's CLR type; nullable where rows may lack a value.</param>
internal sealed record BulkColumn(ColumnType Type, Array Values)
{
    /// <summary>A column of one value per item.</summary>
    public static BulkColumn Of<TItem, TValue>(ColumnType type, IReadOnlyList<TItem> items, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        return new(type, values);
    }
}
