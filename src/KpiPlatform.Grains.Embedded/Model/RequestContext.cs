namespace KpiPlatform.Grains.Embedded;

/// <summary>
/// What goes along with calls beside their arguments: values set by who calls, seen by filters and grains that are called. It flows as an
/// asynchronous local; into a call goes what is there when the call is made. Only where filters are registered: without them nobody looks.
/// </summary>
public static class RequestContext
{
    private static readonly AsyncLocal<Dictionary<string, object>?> Flowing = new();

    /// <summary>A value; null if there is none of that name.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>The value.</returns>
    public static object? Get(string key) => Flowing.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the rest of the running asynchronous method and what it calls.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The value.</param>
    public static void Set(string key, object value)
    {
        // What others hold is theirs.
        var values = Flowing.Value is { } known ? new Dictionary<string, object>(known, StringComparer.Ordinal) : new(1, StringComparer.Ordinal);
        values[key] = value;
        Flowing.Value = values;
    }

    /// <summary>Removes a value.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(string key)
    {
        if (Flowing.Value is not { } known || !known.ContainsKey(key))
            return false;
        if (known.Count == 1)
        {
            Flowing.Value = null;
            return true;
        }

        var values = new Dictionary<string, object>(known, StringComparer.Ordinal);
        values.Remove(key);
        Flowing.Value = values;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Restore(null);

    internal static Dictionary<string, object>? Capture() => Flowing.Value;

    internal static void Restore(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(Flowing.Value, values))
            Flowing.Value = values;
    }
}
