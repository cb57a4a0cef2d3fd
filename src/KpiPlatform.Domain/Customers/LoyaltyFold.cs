using System.Runtime.InteropServices;

namespace KpiPlatform.Domain.Customers;

/// <summary>Membership of loyalty programmes: the customer is a member while it is one of any.</summary>
internal sealed class LoyaltyFold
{
    private List<string> _programmes = [];
    private List<DayStep> _steps = [];

    /// <summary>+1 where the customer becomes a member, −1 where it stops being one, by day.</summary>
    public ReadOnlySpan<DayStep> Steps => CollectionsMarshal.AsSpan(_steps);

    /// <summary>Whether the customer is a member of any.</summary>
    public bool IsMember => _programmes.Count > 0;

    /// <summary>Whether the customer is a member of one programme.</summary>
    public bool IsMemberOf(string programme) => _programmes.Contains(programme);

    public void Join(string programme, int day)
    {
        if (_programmes.Contains(programme))
            return;
        _programmes.Add(programme);
        if (_programmes.Count == 1)
            _steps.Add(new(day, 1));
    }

    public void Leave(string programme, int day)
    {
        if (_programmes.Remove(programme) && _programmes.Count == 0)
            _steps.Add(new(day, -1));
    }

    public LoyaltyFold Clone() => new() { _programmes = [.. _programmes], _steps = [.. _steps] };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_programmes.Count);
        foreach (var programme in _programmes)
            writer.Text(programme);
        writer.Steps(_steps);
    }

    public static LoyaltyFold Read(ref StateReader reader)
    {
        var fold = new LoyaltyFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._programmes.Add(reader.Text());
        fold._steps = reader.Steps();
        return fold;
    }
}
