namespace KpiPlatform.Grains.Embedded.Tests.Storage;

internal interface INoteGrain : IGrainWithStringKey
{
    Task Write(string text);

    Task<string> WriteOrReread(string text);

    Task ChangeWithoutWriting(string text);

    Task Clear();

    Task<string> Describe();

    Task End();
}
