namespace Slipway.Machines.Tests.Running;

/// <summary>A data directory of a test's own, with the kernel and the images of all tests, and without their templates.</summary>
internal sealed class PrivateData : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public PrivateData()
    {
        foreach (var name in (string[])["kernel", "images", "blobs", "names"])
            Directory.CreateSymbolicLink(_directory[name], Directory.CreateDirectory(System.IO.Path.Combine(Checkout.DataDirectory, name)).FullName);
    }

    public string Path => _directory.Path;

    public string Templates => _directory["templates"];

    /// <summary>The only template.</summary>
    public string Template => Directory.GetDirectories(Templates).Single();

    public SlipwayProcess Start(params string[] arguments)
    {
        var process = SlipwayProcess.Start(arguments, environment: ("SLIPWAY_DATA_DIR", _directory.Path));
        process.Input.Close();
        return process;
    }

    /// <summary>Runs to the end.</summary>
    public async Task<SlipwayResult> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return await process.WaitAsync();
    }

    public void Dispose() => _directory.Dispose();
}
