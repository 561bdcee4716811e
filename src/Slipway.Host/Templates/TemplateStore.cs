using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Templates;

/// <summary>
/// The templates in the data directory. Any number of processes use it: a template appears whole, by rename, and one that is removed while a machine
/// starts from it either was opened in time or makes the machine boot.
/// </summary>
/// <remarks><code>
/// templates/KEY/          snapshot.json, memory, state, boot
/// templates/KEY.failed    why it could not be made; tried again an hour later
/// templates/.tmp-…/       being made, by the holder of the lock
/// templates/lock          locked by who makes one
/// </code></remarks>
internal sealed class TemplateStore(DataDirectory data, TimeProvider time)
{
    /// <summary>More shapes than this are hardly in use on one host; each takes some 100 MiB of disk.</summary>
    private const int MaxKept = 8;

    private const string FailedSuffix = ".failed";
    private const string TemporaryPrefix = DurableFile.TemporaryPrefix;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A failure to make one is as lasting as its cause, which is never looked for: a full disk, a kernel without a driver, a host too busy to boot a
    /// guest in time. Trying costs one run a boot.</summary>
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromHours(1);

    private string Root => data.Templates;

    /// <summary>Opens a template and notes its use; null when there is none.</summary>
    /// <exception cref="SnapshotException">It is damaged.</exception>
    public Template? TryOpen(TemplateKey key)
    {
        var directory = PathOf(key);
        if (!Directory.Exists(directory))
            return null;
        var template = Template.Open(directory);
        Directory.SetLastWriteTimeUtc(directory, time.GetUtcNow().UtcDateTime);
        return template;
    }

    /// <summary>Why making it failed not long ago; null: nothing speaks against it.</summary>
    public string? ReasonNotToMake(TemplateKey key)
    {
        var note = new FileInfo(PathOf(key) + FailedSuffix);
        return note.Exists && time.GetUtcNow().UtcDateTime - note.LastWriteTimeUtc < s_retryAfter ? File.ReadAllText(note.FullName).Trim() : null;
    }

    /// <summary>Takes the right to make templates, without waiting; null when somebody has it. Disposing gives it back.</summary>
    public SafeFileHandle? TryBegin()
    {
        Directory.CreateDirectory(Root, OwnerOnly);
        var path = Path.Combine(Root, "lock");
        if (!File.Exists(path))
            DurableFile.Replace(path, []);
        var file = FileLock.TryOpen(path);
        if (file is null || !FileLock.TryTake(file, LockMode.Exclusive))
        {
            file?.Dispose();
            return null;
        }

        // Nobody else makes one: these are of makers that were killed.
        foreach (var left in Directory.GetDirectories(Root, TemporaryPrefix + "*"))
            Directory.Delete(left, recursive: true);
        return file;
    }

    /// <summary>A directory in which the holder of the right makes one.</summary>
    public string CreateTemporary() => Directory.CreateDirectory(Path.Combine(Root, TemporaryPrefix + Guid.NewGuid().ToString("N")), OwnerOnly).FullName;

    /// <summary>Gives a finished template its name and removes what it makes superfluous.</summary>
    public void Publish(string temporary, TemplateKey key)
    {
        Remove(key);
        Directory.Move(temporary, PathOf(key));
        File.Delete(PathOf(key) + FailedSuffix);
        Sweep(key);
    }

    /// <summary>Notes that it cannot be made.</summary>
    public void NoteFailure(TemplateKey key, string reason) => DurableFile.Replace(PathOf(key) + FailedSuffix, System.Text.Encoding.UTF8.GetBytes(reason));

    /// <summary>Removes a template that does not fit any more.</summary>
    public void Remove(TemplateKey key) => Delete(PathOf(key));

    private string PathOf(TemplateKey key) => Path.Combine(Root, key.ToString());

    private void Sweep(TemplateKey newest)
    {
        var all = new DirectoryInfo(Root);
        foreach (var stale in all.GetFileSystemInfos().Where(entry => newest.Supersedes(entry.Name)))
        {
            if (stale is DirectoryInfo)
                Delete(stale.FullName);
            else
                stale.Delete();
        }

        var kept = all.GetDirectories().Where(directory => !directory.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal));
        foreach (var old in kept.OrderByDescending(directory => directory.LastWriteTimeUtc).Skip(MaxKept))
            Delete(old.FullName);
    }

    /// <summary>Renamed first, so that nobody opens half of it; another process may be about to do the same.</summary>
    private void Delete(string directory)
    {
        try
        {
            var aside = Path.Combine(Root, TemporaryPrefix + Guid.NewGuid().ToString("N"));
            Directory.Move(directory, aside);
            Directory.Delete(aside, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone.
        }
    }
}
