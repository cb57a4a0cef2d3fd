namespace KpiPlatform.Domain.Hosts;

/// <summary>What a host is at. The numbers are stored.</summary>
public enum HostStatus
{
    /// <summary>Opens storage and joins the others.</summary>
    Starting = 1,

    /// <summary>Serves.</summary>
    Active = 2,

    /// <summary>Takes nothing new, hands its grains over, writes what is queued.</summary>
    Draining = 3,

    /// <summary>Has stopped in good order.</summary>
    Left = 4,

    /// <summary>Has not been heard of for a while; nobody has declared it dead yet.</summary>
    Silent = 5,

    /// <summary>Declared dead: its writer is closed, and it can open no other.</summary>
    Dead = 6,
}
