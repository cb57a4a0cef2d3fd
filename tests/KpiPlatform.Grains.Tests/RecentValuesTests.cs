using KpiPlatform.Grains.Scorecards;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Grains.Tests;

public sealed class RecentValuesTests
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Find_UntilItIsTooOld_GivesTheValue()
    {
        var values = Values();
        Set(values, "a");

        _time.Advance(Age / 2);
        values.Find("a").ShouldBe("value of a");
        _time.Advance(Age / 2);
        values.Find("a").ShouldBeNull();
    }

    [Fact]
    public void Set_RemovesWhatIsTooOld_AndNothingElse()
    {
        var values = Values();
        Set(values, "a");
        Set(values, "b");
        _time.Advance(Age / 2);
        Set(values, "c");
        _time.Advance(Age / 2);

        Set(values, "d");

        values.Count.ShouldBe(2);
        values.Find("c").ShouldNotBeNull();
        values.Find("d").ShouldNotBeNull();
    }

    [Fact]
    public void Set_BeyondTheCapacity_StaysWithinIt()
    {
        var values = Values();
        for (var i = 0; i < 20; i++)
        {
            Set(values, $"key {i}");
            values.Count.ShouldBeInRange(1, 4);
            values.Find($"key {i}").ShouldNotBeNull();
        }
    }

    private RecentValues<string, string> Values() => new(_time, Age, capacity: 4);

    private void Set(RecentValues<string, string> values, string key) => values.Set(key, _time.GetTimestamp(), $"value of {key}");
}
