package dev.theseus.planner;

import java.util.ArrayList;
import java.util.List;

/// Puts columns that read each other into one group: they change together, so one question decides
/// which side wrote.
final class Grouping {
  private final List<Group> groups = new ArrayList<>();

  private static final class Group {
    private final List<SyncGroup.Old> olds = new ArrayList<>();
    private final List<SyncGroup.New> news = new ArrayList<>();

    boolean connects(SyncGroup.Old old) {
      return news.stream().anyMatch(one -> connected(old, one));
    }
  }

  static List<SyncGroup> of(List<SyncGroup.Old> olds, List<SyncGroup.New> news) {
    Grouping grouping = new Grouping();
    for (SyncGroup.New one : news) {
      Group group = new Group();
      group.news.add(one);
      grouping.groups.add(group);
    }
    for (SyncGroup.Old old : olds) {
      List<Group> touching = grouping.groups.stream().filter(one -> one.connects(old)).toList();
      Group merged = new Group();
      merged.olds.add(old);
      for (Group one : touching) {
        merged.olds.addAll(one.olds);
        merged.news.addAll(one.news);
      }
      grouping.groups.removeAll(touching);
      grouping.groups.add(merged);
    }
    return grouping.groups.stream()
        .filter(one -> !one.news.isEmpty() || one.olds.stream().anyMatch(o -> o.down().isPresent()))
        .map(one -> new SyncGroup(one.olds, one.news))
        .toList();
  }

  private static boolean connected(SyncGroup.Old old, SyncGroup.New one) {
    boolean pair =
        one.column().origin().filter(origin -> origin.name().equals(old.physical())).isPresent();
    boolean upReads = one.up().physical().containsValue(old.physical());
    boolean downReads =
        old.down().filter(down -> down.physical().containsValue(one.physical())).isPresent();
    return pair || upReads || downReads;
  }
}
