namespace KpiPlatform.Grains.Embedded;

/// <summary>Base of grain interfaces whose grains are told apart by a string key: compared ordinally, never null or empty.</summary>
public interface IGrainWithStringKey : IGrain;
