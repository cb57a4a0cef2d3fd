namespace KpiPlatform.Grains.Embedded.Tests.Activation;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int value);

    ValueTask<int> AddSlowly(int value, string gate);

    Task<string> Describe();

    Task End();
}
